import type { JobStore } from '@datagenflow/contracts';

/** Notes lines in the warnings of a job, each once. */
export async function addWarnings(
  store: JobStore,
  jobId: number,
  lines: readonly string[],
): Promise<void> {
  const { warnings } = await store.getJob(jobId);
  const all = [...new Set([...warnings, ...lines])];
  if (all.length > warnings.length) await store.updateJob(jobId, { warnings: all });
}
