import {
  JobBlock,
  type BlockDefinition,
  type JobContext,
  type JobRecord,
  type RecordPatch,
} from '@datagenflow/block-sdk';
import { inProcessBlock, type RegisteredBlock } from '@datagenflow/registry';

/** A job-wide block of that type. It may write anything unless `outputs` says otherwise. */
export function makeJobBlock(
  type: string,
  finish: (
    records: AsyncIterable<JobRecord>,
    context: JobContext,
  ) => AsyncGenerator<RecordPatch, void, void>,
  definition: Partial<BlockDefinition> = {},
): RegisteredBlock {
  class Made extends JobBlock {
    static readonly definition = {
      name: type,
      description: `Is ${type}`,
      inputs: [],
      outputs: ['*'],
      ...definition,
      scope: 'job' as const,
    };

    finish(records: AsyncIterable<JobRecord>, context: JobContext): AsyncGenerator<RecordPatch> {
      return finish(records, context);
    }
  }
  return inProcessBlock(Made, { source: 'builtin', type });
}
