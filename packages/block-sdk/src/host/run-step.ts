import { BlockExecutionError } from '@datagenflow/contracts';
import type { BlockContext } from '../context/block-context.js';
import { isDropSignal } from '../context/drop-signal.js';
import type { BlockInstance } from './instantiate.js';
import type { StepResult } from './step-result.js';

/**
 * Runs a block once. The output is not checked yet.
 * @throws whatever the block throws.
 */
export async function runStep(
  instance: Pick<BlockInstance, 'execute'>,
  context: BlockContext,
): Promise<StepResult> {
  if (instance.execute === undefined) {
    throw new BlockExecutionError(
      `A block with scope 'job' has no execute. Its finish runs when all other steps have ended.`,
    );
  }
  try {
    return { kind: 'output', output: await instance.execute(context) };
  } catch (error) {
    if (isDropSignal(error)) return { kind: 'dropped', reason: error.reason };
    throw error;
  }
}
