import type { JobWrite, Usage } from '@datagenflow/contracts';
import { callRow, jobPlace, type CallPlace } from '../codecs/call-codec.js';
import { fromJson } from '../codecs/json.js';
import type { Commit } from './commit-writes.js';
import { loadPlaces } from './load-places.js';

/**
 * Stores calls and adds what they cost to their jobs. A call that is stored already is left as it
 * is; one whose execution was deleted is kept without it, because it is paid for.
 */
export async function storeCalls(commit: Commit, calls: readonly CallWrite[]): Promise<void> {
  if (calls.length === 0) return;
  const { database, trx, jobs, now } = commit;
  const ids = calls.flatMap(({ stored }) => stored.execution_id ?? []);
  const places = await loadPlaces(database.kind, trx, ids);
  const rows = calls.map(({ job_id, stored }) => {
    const { execution_id: id } = stored;
    const isOfJob = id === null && jobs.find(job_id) !== undefined;
    const place = isOfJob ? jobPlace(job_id) : id === null ? undefined : places.get(id);
    return callRow(stored, place ?? NOWHERE, now);
  });
  const bought = await database.rows.insert<'calls', Bought>(
    trx,
    'calls',
    rows,
    'on conflict do nothing returning job_id, usage, cost',
  );
  for (const { job_id, usage, cost } of bought) {
    if (job_id !== null) jobs.find(job_id)?.add({ usage: fromJson<Usage>(usage), cost });
  }
}

type CallWrite = Extract<JobWrite, { kind: 'call' }>;

interface Bought {
  job_id: number | null;
  usage: string;
  cost: number | null;
}

const NOWHERE: CallPlace = {
  job_id: null,
  execution_id: null,
  is_job_wide: 0,
  seed_hash: '',
  repetition: 0,
  branch: '',
};
