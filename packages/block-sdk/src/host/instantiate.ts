import type { JsonObject } from '@datagenflow/contracts';
import type { SchemaCompiler } from '@datagenflow/schemas';
import type { BlockContext } from '../context/block-context.js';
import type { JobContext } from '../context/job-context.js';
import type { JobRecord, RecordPatch } from '../block/job-record.js';
import { blockLabel } from '../block/block-type.js';
import { prepareConfigCheck } from '../config/check-config.js';
import type { BlockClass } from './is-block-class.js';
import { readDefinition } from './read-definition.js';

/** A block ready to run, in whichever copy of the SDK it was written. */
export interface BlockInstance {
  readonly config: JsonObject;
  /** Absent for `scope: 'job'`. */
  execute?(context: BlockContext): Promise<unknown>;
  /** Absent for `scope: 'execution'`. */
  finish?(records: AsyncIterable<JobRecord>, context: JobContext): AsyncIterable<RecordPatch>;
  setup(): Promise<void>;
  dispose(): Promise<void>;
  requiredFields(config: JsonObject): string[];
  describeOutputs(config: JsonObject): string[];
}

/**
 * Makes an instance; `setup` is not called. A shared compiler spares time with many classes.
 * @throws ConfigError when the config breaks the schema (`detail.issues`) or the class is no block.
 */
export function instantiate(
  blockClass: BlockClass,
  config: JsonObject = {},
  schemas?: SchemaCompiler,
): BlockInstance {
  readDefinition(blockClass, blockLabel(blockClass));
  prepareConfigCheck(blockClass, schemas);
  const Class = blockClass as unknown as new (config: JsonObject) => BlockInstance;
  return new Class(config);
}
