import { DataGenFlowError, type JsonObject } from '@datagenflow/contracts';
import type { Runtime } from '../runtime.js';
import type { Executed } from './execute-pipeline.js';
import { LONGEST_WAIT_MS, withinTime } from './within-time.js';

/**
 * Runs a stored pipeline once, now and in the runner; nothing is stored. Ends with the signal, and
 * after four minutes.
 * @throws NotFoundError; ValidationError, BlockExecutionError: what made the execution fail;
 * `execution_timeout` (504)
 */
export async function executeStored(
  { storage, runner, clock }: Pick<Runtime, 'storage' | 'runner' | 'clock'>,
  pipelineId: number,
  metadata: JsonObject,
  signal: AbortSignal,
): Promise<Executed> {
  const { definition } = await storage.pipelines.get(pipelineId);
  const run = { definition, metadata, pipelineId };
  const work = (either: AbortSignal) => runner.executePipeline(run, either);
  return withinTime(clock, tookTooLong, signal, work);
}

function tookTooLong(): DataGenFlowError {
  return new DataGenFlowError(
    'execution_timeout',
    'The execution took longer than 4 minutes and was ended. Start a job for what takes so long, or raise the rate limit of the model if its calls had to wait for it.',
    { status: 504, detail: { limit_ms: LONGEST_WAIT_MS } },
  );
}
