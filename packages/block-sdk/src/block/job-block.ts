import type { JobContext } from '../context/job-context.js';
import type { BlockDefinition } from './block-definition.js';
import { BLOCK_BRAND, SDK_MAJOR } from './brand.js';
import { ConfiguredBlock } from './configured-block.js';
import type { FieldsOf } from './definition-types.js';
import type { JobRecord, RecordPatch } from './job-record.js';

/**
 * A block with `scope: 'job'`: runs once over all records of a job, after every other step has
 * ended. Such steps stand last in a pipeline.
 */
export abstract class JobBlock<
  D extends BlockDefinition = BlockDefinition,
> extends ConfiguredBlock<D> {
  static readonly [BLOCK_BRAND]: number = SDK_MAJOR;

  /**
   * Reads the records in (seed, repetition, branch) order, streamed, and yields what to change.
   * Must be idempotent: after a restart it runs again, over what is there then.
   * @example
   * async *finish(records: AsyncIterable<JobRecord>) {
   *   const seen = new Set<string>();
   *   for await (const record of records) {
   *     const text = String(record.fields['text']);
   *     if (seen.has(text)) yield { record_id: record.record_id, drop: 'duplicate' };
   *     seen.add(text);
   *   }
   * }
   */
  abstract finish(
    records: AsyncIterable<JobRecord>,
    context: JobContext,
  ): AsyncIterable<RecordPatch<FieldsOf<D>>>;
}
