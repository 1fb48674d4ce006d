import type { Pruned, PruneInput } from '@datagenflow/contracts';
import type { Runtime } from '../runtime.js';

const DAY_MS = 86_400_000;
const DAYS = 30;

/** Removes old calls that no trace refers to: those of deleted jobs, kept for reuse until now. */
export async function pruneStorage(
  { storage, clock }: Pick<Runtime, 'storage' | 'clock'>,
  { older_than_days = DAYS }: PruneInput,
  signal?: AbortSignal,
): Promise<Pruned> {
  const before = new Date(clock.date().getTime() - older_than_days * DAY_MS);
  return { calls: await storage.maintenance.pruneCalls(before, signal) };
}
