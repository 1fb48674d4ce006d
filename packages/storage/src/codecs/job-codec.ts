import type { Job, JobPatch, JobStatus, NewJob, StoredJob } from '@datagenflow/contracts';
import type { Insertable, Selectable, Updateable } from 'kysely';
import type { JobTable } from '../database/schema.js';
import { fromJson, toJson } from './json.js';
import { plainText } from './plain-text.js';

/** The row of a job that has not started. */
export function newJobRow(job: NewJob, now: string): Insertable<JobTable> {
  return {
    pipeline_id: job.pipeline_id,
    definition: toJson(job.definition),
    block_hashes: toJson(job.block_hashes),
    model_snapshot: toJson(job.model_snapshot),
    options: toJson(job.options),
    random_seed: job.random_seed,
    seed_source: toJson(job.seed_source),
    status: 'pending',
    phase: null,
    pause_reason: null,
    warnings: toJson(job.warnings),
    created_at: now,
    started_at: null,
    completed_at: null,
  };
}

/** A row as the API shows it. */
export function jobOf(row: Selectable<JobTable>): Job {
  return {
    id: row.id,
    pipeline_id: row.pipeline_id,
    status: row.status as JobStatus,
    phase: row.phase as Job['phase'],
    pause_reason: row.pause_reason as Job['pause_reason'],
    total_seeds: row.total_seeds,
    current_seed: row.current_seed,
    progress: row.progress,
    records_generated: row.records_generated,
    records_failed: row.records_failed,
    records_filtered: row.records_filtered,
    current_block: row.current_block,
    current_step: row.current_step,
    error: row.error,
    warnings: fromJson(row.warnings),
    usage: {
      input_tokens: row.input_tokens,
      output_tokens: row.output_tokens,
      cached_tokens: row.cached_tokens,
      ...(row.usage_estimated === 1 ? { estimated: true } : {}),
    },
    cost: row.is_priced === 1 ? row.cost : null,
    saved_cost: row.saved_cost,
    random_seed: row.random_seed,
    options: fromJson(row.options),
    running_time: row.running_ms / 1000,
    created_at: row.created_at,
    started_at: row.started_at,
    completed_at: row.completed_at,
  };
}

/** A row with all that its runner needs. */
export function storedJobOf(row: Selectable<JobTable>): StoredJob {
  return {
    ...jobOf(row),
    definition: fromJson(row.definition),
    block_hashes: fromJson(row.block_hashes),
    model_snapshot: fromJson(row.model_snapshot),
    seed_source: fromJson(row.seed_source),
    seeds_imported: row.seeds_imported === 1,
    finish_attempts: fromJson(row.finish_attempts),
    finish_kills: fromJson(row.finish_kills),
    finishing_step: row.finishing_step,
  };
}

/** The columns that a patch sets; running time is added by its own expression. */
export function jobPatchRow(patch: JobPatch): Updateable<JobTable> {
  return {
    ...(patch.phase === undefined ? {} : { phase: patch.phase }),
    ...(patch.pause_reason === undefined ? {} : { pause_reason: patch.pause_reason }),
    ...(patch.options === undefined ? {} : { options: toJson(patch.options) }),
    ...(patch.error === undefined ? {} : { error: plainText(patch.error) }),
    ...(patch.block_hashes === undefined ? {} : { block_hashes: toJson(patch.block_hashes) }),
    ...(patch.warnings === undefined ? {} : { warnings: toJson(patch.warnings) }),
    ...(patch.seeds_imported === undefined ? {} : { seeds_imported: Number(patch.seeds_imported) }),
    ...(patch.finish_attempts === undefined
      ? {}
      : { finish_attempts: toJson(patch.finish_attempts) }),
    ...(patch.finish_kills === undefined ? {} : { finish_kills: toJson(patch.finish_kills) }),
    ...(patch.finishing_step === undefined ? {} : { finishing_step: patch.finishing_step }),
    ...(patch.current_block === undefined ? {} : { current_block: plainText(patch.current_block) }),
    ...(patch.current_step === undefined ? {} : { current_step: plainText(patch.current_step) }),
  };
}
