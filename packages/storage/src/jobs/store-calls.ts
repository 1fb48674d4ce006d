import type { StoredCall, Usage } from '@datagenflow/contracts';
import { callRow, type CallPlace } from '../codecs/call-codec.js';
import { fromJson } from '../codecs/json.js';
import type { Commit } from './commit-writes.js';
import { loadPlaces } from './load-places.js';

/**
 * Stores calls and adds what they cost to their jobs. A call that is stored already is left as it
 * is; one whose execution was deleted is kept without it, because it is paid for.
 */
export async function storeCalls(commit: Commit, calls: readonly StoredCall[]): Promise<void> {
  if (calls.length === 0) return;
  const { database, trx, jobs, now } = commit;
  const ids = calls.map((call) => call.execution_id);
  const places = await loadPlaces(database.kind, trx, ids);
  const rows = calls.map((call) => callRow(call, places.get(call.execution_id) ?? NOWHERE, now));
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

interface Bought {
  job_id: number | null;
  usage: string;
  cost: number | null;
}

const NOWHERE: CallPlace = {
  job_id: null,
  execution_id: null,
  seed_hash: '',
  repetition: 0,
  branch: '',
};
