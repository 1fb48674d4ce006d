import type { EarlyEnd } from './early-end.js';
import { jobOf } from './job-of.js';
import type { RunnerOptions } from './runner-options.js';

/** Stores and tells that a job pauses by itself: at once, for what is in flight may take long. */
export async function tellPause(
  jobId: number,
  { reason, error }: EarlyEnd & { kind: 'paused' },
  { store, emit }: RunnerOptions,
): Promise<void> {
  const patch = { phase: null, pause_reason: reason, error };
  if (!(await store.moveJob(jobId, ['running'], 'paused', patch))) return;
  emit({ type: 'job:progress', job: jobOf(await store.getJob(jobId)) });
}
