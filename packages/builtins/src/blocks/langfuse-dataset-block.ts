import {
  BaseBlock,
  prompt,
  Type,
  type JobContext,
  type JobRecord,
  type RecordPatch,
} from '@datagenflow/block-sdk';
import type { BlockClass } from '@datagenflow/block-sdk/host';
import { createHash } from 'node:crypto';
import type { DatasetItem, LangfuseClient } from '../langfuse/langfuse-client.js';

/**
 * The block that uploads the records of a job to a Langfuse dataset, with the client that the
 * environment configures. Without one it marks each record as skipped. What an earlier run of the
 * step uploaded is not sent again, and items get their ids from the identity of their records, so
 * that none is there twice. A record that Langfuse refuses is marked; an outage fails the step.
 */
export function langfuseDatasetBlock(client: LangfuseClient | undefined): BlockClass {
  class LangfuseDatasetBlock extends BaseBlock.define({
    name: 'Langfuse Dataset Upload',
    description: 'Upload the records of a job to a dataset in Langfuse',
    category: 'integrations',
    scope: 'job',
    inputs: ['*'],
    outputs: ['langfuse_upload_status'],
    config: Type.Object({
      dataset_name: Type.String(
        prompt({
          default: 'datagenflow_job_{{ job_id }}',
          minLength: 1,
          description: 'Name of the dataset; may hold {{ job_id }} and {{ pipeline_id }}',
        }),
      ),
    }),
  }) {
    override async *finish(records: AsyncIterable<JobRecord>, context: JobContext) {
      if (client === undefined) {
        yield* skipAll(records);
        return;
      }
      const { jobId: job_id, pipelineId: pipeline_id } = context;
      const name = context.render(this.config.dataset_name, { job_id, pipeline_id });
      const done = `uploaded to dataset '${name}'`;
      let isEnsured = false;
      for await (const batch of inBatches(records)) {
        context.signal.throwIfAborted();
        const metadata = { source: 'datagenflow', job_id, pipeline_id };
        if (!isEnsured) await client.ensureDataset({ name, metadata }, context.signal);
        isEnsured = true;
        const upload = async (record: JobRecord): Promise<Patch> => {
          const item = toItem(record, name, context);
          const refused = await uploadOnce(client, item, context);
          return patch(record, refused === undefined ? done : `error: ${refused}`);
        };
        const uploads = await Promise.allSettled(batch.map(upload));
        yield* uploads.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
        const failed = uploads.find(({ status }) => status === 'rejected');
        if (failed?.status === 'rejected') throw failed.reason;
      }
    }

    /** The name of the dataset has placeholders of its own. */
    override requiredFields(): string[] {
      return [];
    }
  }
  return LangfuseDatasetBlock;
}

type Patch = RecordPatch<{ langfuse_upload_status: string }>;

/** Uploads at the same time. */
const BATCH_SIZE = 8;

function patch({ record_id }: JobRecord, langfuse_upload_status: string): Patch {
  return { record_id, fields: { langfuse_upload_status } };
}

async function* skipAll(records: AsyncIterable<JobRecord>): AsyncGenerator<Patch> {
  for await (const record of records) yield patch(record, 'skipped: credentials not configured');
}

class Refused extends Error {}

/** Sends an item unless it was uploaded as it is; gives the reason when Langfuse refuses it. */
async function uploadOnce(
  client: LangfuseClient,
  item: DatasetItem,
  context: JobContext,
): Promise<string | undefined> {
  const content = createHash('sha256').update(JSON.stringify(item)).digest('hex');
  try {
    await context.memo('langfuse-item', [item.id, content], async () => {
      const { refused } = await client.saveItem(item, context.signal);
      if (refused !== undefined) throw new Refused(refused);
      return true;
    });
    return undefined;
  } catch (error) {
    if (error instanceof Refused) return error.message;
    throw error;
  }
}

async function* inBatches(records: AsyncIterable<JobRecord>): AsyncGenerator<JobRecord[]> {
  let batch: JobRecord[] = [];
  for await (const record of records) {
    batch.push(record);
    if (batch.length < BATCH_SIZE) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** Seed in, what the blocks wrote expected out. */
function toItem(record: JobRecord, datasetName: string, { jobId }: JobContext): DatasetItem {
  const { record_id, seed_index, repetition, branch } = record;
  const { langfuse_upload_status: _status, ...expectedOutput } = record.fields;
  const identity = JSON.stringify([datasetName, jobId, seed_index, repetition, branch]);
  return {
    id: `dgf-${createHash('sha256').update(identity).digest('hex').slice(0, 32)}`,
    datasetName,
    input: record.metadata,
    expectedOutput,
    metadata: { record_id, job_id: jobId, seed_index, repetition, branch },
  };
}
