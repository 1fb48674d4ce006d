import { DataGenFlowError, type ModelInput, type ModelKind } from '@datagenflow/contracts';
import type { Runtime } from '../runtime.js';
import { saveModel, type SavedModel } from './save-model.js';

/**
 * Saves a model while jobs may wait for it: those that are paused for credentials go on. One that
 * still can’t pauses again.
 * @throws ConfigError, ModelError for what is wrong with it
 */
export async function changeModel(
  runtime: Pick<Runtime, 'storage' | 'vault' | 'runner'>,
  kind: ModelKind,
  input: ModelInput,
): Promise<SavedModel> {
  const saved = await saveModel(runtime, kind, input);
  const paused = await runtime.storage.jobs.listJobs(['paused']);
  for (const { id, pause_reason: reason } of paused) {
    if (reason === 'credentials') await runtime.runner.resume(id).catch(ignoreRefusal);
  }
  return saved;
}

/** The model is saved: a job that can’t be resumed at this moment stays paused. */
function ignoreRefusal(error: unknown): void {
  if (!(error instanceof DataGenFlowError)) throw error;
}
