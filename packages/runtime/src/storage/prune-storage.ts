import type { Clock, Pruned, PruneInput } from '@datagenflow/contracts';
import type { Maintenance } from '@datagenflow/storage';

/** What it takes to prune. */
export interface PruneParts {
  storage: { maintenance: Pick<Maintenance, 'pruneCalls'> };
  clock: Clock;
}

const DAY_MS = 86_400_000;
const MB = 1024 ** 2;
const DAYS = 30;

/**
 * Removes calls that no trace refers to, those of deleted jobs, kept for reuse until now: the old
 * ones, and the oldest of more than so many MB. Told neither, it takes those older than 30 days.
 */
export async function pruneStorage(
  { storage, clock }: PruneParts,
  { older_than_days, max_mb }: PruneInput,
  signal?: AbortSignal,
): Promise<Pruned> {
  const days = older_than_days ?? (max_mb === undefined ? DAYS : undefined);
  const limits = {
    ...(days === undefined ? {} : { before: new Date(clock.date().getTime() - days * DAY_MS) }),
    ...(max_mb === undefined ? {} : { maxBytes: max_mb * MB }),
  };
  return { calls: await storage.maintenance.pruneCalls(limits, signal) };
}
