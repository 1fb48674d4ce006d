import { emptyUsage, type NewJob, type StoredJob } from '@datagenflow/contracts';

/** What every new job begins with. */
export function newCounters(): Omit<StoredJob, keyof NewJob | 'id' | 'created_at'> {
  return {
    status: 'pending',
    phase: null,
    pause_reason: null,
    total_seeds: 0,
    current_seed: 0,
    progress: 0,
    records_generated: 0,
    records_failed: 0,
    records_filtered: 0,
    current_block: '',
    current_step: '',
    error: '',
    usage: emptyUsage(),
    cost: 0,
    saved_cost: 0,
    running_time: 0,
    started_at: null,
    completed_at: null,
    seeds_imported: false,
    finish_attempts: {},
    finish_kills: {},
    finishing_step: null,
  };
}
