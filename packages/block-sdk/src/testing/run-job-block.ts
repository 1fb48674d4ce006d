import type { JsonObject, LogLine, Usage } from '@datagenflow/contracts';
import { blockLabel } from '../block/block-type.js';
import type { JobRecord, RecordPatch } from '../block/job-record.js';
import type { JobContext } from '../context/job-context.js';
import { checkOutput } from '../host/check-output.js';
import { instantiate } from '../host/instantiate.js';
import { readDefinition } from '../host/read-definition.js';
import { createContext, type TestContextOptions } from './create-context.js';

/** How to run a job-wide block once. */
export interface RunJobBlockOptions<Config> extends Omit<
  TestContextOptions,
  'onLog' | 'state' | 'metadata'
> {
  config?: Config;
  /** Records of the job in their order; by default each is the first repetition of its own seed. */
  records?: readonly Partial<JobRecord>[];
}

/** What a run gave. */
export interface JobBlockRun<Fields> {
  patches: RecordPatch<Fields>[];
  /** The records as they are afterwards: patched, without those that were dropped. */
  records: JobRecord[];
  logs: LogLine[];
  usage: Usage;
}

/**
 * Runs a job-wide block as the engine does: config checked, `setup`, `finish` over the records,
 * each patch checked, `dispose`.
 * @throws ConfigError, ValidationError, or what the block throws.
 * @example await runJobBlock(Unique, { records: [{ fields: { text: 'a' } }] })
 */
export async function runJobBlock<Config extends object, Fields = JsonObject>(
  blockClass: new (config?: Config) => {
    finish(
      records: AsyncIterable<JobRecord>,
      context: JobContext,
    ): AsyncIterable<RecordPatch<Fields>>;
  },
  options: RunJobBlockOptions<NoInfer<Config>> = {},
): Promise<JobBlockRun<Fields>> {
  const { config, records: given = [], ...rest } = options;
  const logs: LogLine[] = [];
  const context = createContext({ ...rest, onLog: (line) => logs.push(line) });
  const definition = readDefinition(blockClass, blockLabel(blockClass));
  const instance = instantiate(blockClass, config as unknown as JsonObject);
  const records = given.map(completeRecord);
  const patches: RecordPatch<Fields>[] = [];
  await instance.setup();
  try {
    const outputs = instance.describeOutputs(instance.config);
    for await (const patch of instance.finish?.(streamOf(records), context) ?? []) {
      checkOutput(patch.fields ?? {}, { ...definition, outputs });
      patches.push(patch as RecordPatch<Fields>);
    }
  } finally {
    await instance.dispose();
  }
  return { patches, records: applyPatches(records, patches), logs, usage: context.usage };
}

function completeRecord(record: Partial<JobRecord>, index: number): JobRecord {
  return structuredClone({
    record_id: index + 1,
    seed_index: index,
    repetition: 0,
    branch: '',
    metadata: {},
    fields: {},
    ...record,
  });
}

async function* streamOf(records: readonly JobRecord[]): AsyncGenerator<JobRecord> {
  yield* records;
}

function applyPatches(
  records: readonly JobRecord[],
  patches: readonly RecordPatch<unknown>[],
): JobRecord[] {
  const byId = new Map(records.map((record) => [record.record_id, record]));
  for (const { record_id, fields = {}, drop } of patches) {
    const record = byId.get(record_id);
    if (record === undefined) continue;
    if (drop !== undefined) byId.delete(record_id);
    else byId.set(record_id, { ...record, fields: { ...record.fields, ...(fields as object) } });
  }
  return [...byId.values()];
}
