import {
  emptyUsage,
  type ClaimedExecution,
  type IndexedSeed,
  type JobWrite,
  type JsonObject,
  type NewJob,
  type SavedDefinition,
  type StoredCall,
  type TraceDelta,
} from '@datagenflow/contracts';
import { hashJson } from '../codecs/hash-json.js';
import type { Storage } from '../open-storage.js';

export const OWNER = 'runner-1';

/** A pipeline of one step, with strings that careless storage changes. */
export function definition(name = 'Sample'): SavedDefinition {
  return {
    schema_version: 1,
    name,
    blocks: [{ id: 'write-1', type: 'Write', config: { prompt: 'Say "\u0000" {"a":1}' } }],
    layout: { 'write-1': { x: 1, y: 2 } },
  };
}

export function newJob(pipelineId: number): NewJob {
  return {
    pipeline_id: pipelineId,
    definition: definition(),
    block_hashes: {},
    model_snapshot: {},
    options: {},
    random_seed: 7,
    seed_source: {},
    warnings: [],
  };
}

/** A pipeline with a job over these seeds. */
export async function startJob(
  storage: Storage,
  seeds: IndexedSeed[],
  pipelineId?: number,
): Promise<{ pipelineId: number; jobId: number }> {
  const id = pipelineId ?? (await storage.pipelines.create(definition())).id;
  const job = await storage.jobs.createJob(newJob(id));
  await storage.jobs.importSeeds(job.id, seeds);
  return { pipelineId: id, jobId: job.id };
}

/** A job that ended with one record per value, oldest first. */
export async function makeRecords(
  storage: Storage,
  values: JsonObject[],
  pipelineId?: number,
): Promise<{ pipelineId: number; jobId: number; ids: number[] }> {
  const seeds = [{ seed_index: 0, repetitions: values.length, metadata: { topic: 'cats' } }];
  const made = await startJob(storage, seeds, pipelineId);
  const claimed = await storage.jobs.claimExecutions(made.jobId, OWNER, values.length);
  await storage.jobs.commit(
    OWNER,
    claimed.map((execution, i) => generated(execution, values[i] ?? {})),
  );
  await storage.jobs.moveJob(made.jobId, ['pending'], 'completed');
  const ids: number[] = [];
  for await (const page of storage.records.exportPages({ job_id: made.jobId })) {
    ids.unshift(...page.map(({ id }) => id).toReversed());
  }
  return { ...made, ids };
}

export function traceOf(output: JsonObject | null, stepId = 'write-1'): TraceDelta {
  return {
    step_id: stepId,
    block_type: 'Write',
    status: output === null ? 'failed' : 'ok',
    output,
    execution_time: 0.5,
    attempts: 1,
  };
}

export function generated(
  { id, job_id }: ClaimedExecution,
  fields: JsonObject,
  trace: TraceDelta[] = [traceOf(fields)],
): JobWrite {
  const counted = { usage: { ...emptyUsage(), input_tokens: 3 }, cost: 0.25, saved_cost: 0 };
  const outcome = { execution_id: id, job_id, trace, ...counted, fields, models: ['demo'] };
  return { kind: 'outcome', outcome: { ...outcome, status: 'generated' } };
}

export function fannedOut(
  { id, job_id, branch, start_step }: ClaimedExecution,
  trace: TraceDelta[],
  deltas: JsonObject[],
): JobWrite {
  const prefix = branch === '' ? '' : `${branch}.`;
  return {
    kind: 'outcome',
    outcome: {
      execution_id: id,
      job_id,
      trace,
      usage: emptyUsage(),
      cost: 0,
      saved_cost: 0,
      status: 'fanned_out',
      next_step: start_step + trace.length,
      branches: deltas.map((delta, i) => ({ branch: `${prefix}${i}`, delta })),
    },
  };
}

export function callOf(execution: ClaimedExecution, content: string, text: string): StoredCall {
  return {
    execution_id: execution.id,
    step_id: 'write-1',
    attempt: 1,
    request_hash: hashJson(content),
    n: 0,
    call: {
      kind: 'chat',
      origin: 'https://models.example',
      provider_model: 'demo-1',
      model: 'demo',
      parameters: { messages: [{ role: 'user', content }] },
    },
    answer: {
      text,
      finish_reason: 'stop',
      usage: { input_tokens: 3, output_tokens: 2, cached_tokens: 0 },
      cost: 0.25,
      latency_ms: 20,
    },
    rejected: null,
  };
}

/** A clock that is past the time in which a deletion can be undone. */
export function clock31DaysOn() {
  const later = () => new Date(Date.now() + 31 * 86_400_000);
  return {
    clock: {
      now: () => performance.now(),
      date: later,
      sleep: () => Promise.resolve(),
    },
  };
}
