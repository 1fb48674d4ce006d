import type { JsonObject } from '../../nouns/json.js';
import type { TraceDelta } from '../../nouns/trace.js';
import { emptyUsage } from '../../nouns/usage.js';
import type {
  ClaimedExecution,
  IndexedSeed,
  JobStore,
  JobWrite,
  NewJob,
  Outcome,
  StoredCall,
} from '../../ports/job-store.js';

export const OWNER = 'runner-1';

/** Strings, keys and numbers that careless storage changes. */
export const AWKWARD: JsonObject = {
  unicode: '日本語 🎉 é é \u2028',
  nul: 'a\u0000b',
  looks_like_json: '{"a":"{\\"b\\":1}"}',
  looks_like_number: '007',
  big: Number.MAX_SAFE_INTEGER,
  huge: 1e300,
  tiny: 5e-324,
  fraction: 0.1,
  empty: {},
  none: [],
  nothing: null,
  yes: true,
  '': 'empty key',
  'a\u0000key': 1,
  nested: { z: [1, [2, { deep: '"quoted"' }]], a: 'order' },
};

export function newJob(pipelineId: number): NewJob {
  return {
    pipeline_id: pipelineId,
    definition: {
      schema_version: 1,
      name: 'Sample',
      blocks: [{ id: 'write-1', type: 'Write', config: { prompt: '{{ topic }}' } }],
    },
    block_hashes: { Write: 'abc' },
    model_snapshot: { model: 'demo', prices: { input: 1, output: 2 } },
    options: { concurrency: 4 },
    random_seed: 4_294_967_295,
    seed_source: { kind: 'inline' },
    warnings: ['careful'],
  };
}

export function seed(seedIndex: number, repetitions = 1, metadata?: JsonObject): IndexedSeed {
  return {
    seed_index: seedIndex,
    repetitions,
    metadata: metadata ?? { topic: `topic ${seedIndex}` },
  };
}

/** A job whose seeds are stored. */
export async function jobWith(
  store: JobStore,
  pipelineId: number,
  seeds: IndexedSeed[],
): Promise<number> {
  const job = await store.createJob(newJob(pipelineId));
  await store.importSeeds(job.id, seeds);
  return job.id;
}

/** The next execution of a job, claimed by {@link OWNER}. */
export async function claimOne(store: JobStore, jobId: number): Promise<ClaimedExecution> {
  const [execution] = await store.claimExecutions(jobId, OWNER, 1);
  if (execution === undefined) throw new Error('Nothing to claim');
  return execution;
}

export function traceOf(output: JsonObject | null, stepId = 'write-1'): TraceDelta {
  return {
    step_id: stepId,
    block_type: 'Write',
    status: output === null ? 'failed' : 'ok',
    output,
    execution_time: 0.25,
    attempts: 1,
  };
}

function baseOf(execution: ClaimedExecution, trace: TraceDelta[]) {
  return {
    execution_id: execution.id,
    job_id: execution.job_id,
    trace,
    usage: emptyUsage(),
    cost: 0,
    saved_cost: 0,
  };
}

export function outcome(written: Outcome): JobWrite {
  return { kind: 'outcome', outcome: written };
}

export function generated(execution: ClaimedExecution, fields: JsonObject): JobWrite {
  const base = baseOf(execution, [traceOf(fields)]);
  return outcome({ ...base, status: 'generated', fields, models: ['demo'] });
}

export function failed(execution: ClaimedExecution, message: string): JobWrite {
  const base = baseOf(execution, [traceOf(null)]);
  const reason = { code: 'block_threw', message };
  return outcome({ ...base, status: 'failed', reason, step_id: 'write-1' });
}

export function filtered(execution: ClaimedExecution): JobWrite {
  const base = baseOf(execution, [traceOf({})]);
  const reason = { code: 'dropped', message: 'too short' };
  return outcome({ ...base, status: 'filtered', reason, step_id: 'write-1' });
}

/** An execution that wrote `written` and then opened one branch per delta. */
export function fannedOut(
  execution: ClaimedExecution,
  written: JsonObject,
  deltas: JsonObject[],
): JobWrite {
  const trace = [traceOf(written), traceOf({}, 'split-1')];
  const path = execution.branch === '' ? '' : `${execution.branch}.`;
  return outcome({
    ...baseOf(execution, trace),
    status: 'fanned_out',
    next_step: execution.start_step + 2,
    branches: deltas.map((delta, i) => ({ branch: `${path}${i}`, delta })),
  });
}

export function storedCall(
  execution: Pick<ClaimedExecution, 'id'>,
  n: number,
  cost: number | null = 0.5,
): StoredCall {
  return {
    execution_id: execution.id,
    step_id: 'write-1',
    attempt: 1,
    request_hash: 'f'.repeat(64),
    n,
    call: {
      kind: 'chat',
      origin: 'https://models.example',
      provider_model: 'demo-1',
      model: 'demo',
      parameters: { messages: [{ role: 'user', content: 'Hello \u0000 {"a":1}' }] },
    },
    answer: {
      text: `answer ${n} \u0000`,
      finish_reason: 'stop',
      usage: { input_tokens: 10, output_tokens: 5, cached_tokens: 1 },
      cost,
      latency_ms: 12.5,
    },
    rejected: null,
  };
}

export function call(execution: ClaimedExecution, n: number, cost: number | null = 0.5): JobWrite {
  return { kind: 'call', job_id: execution.job_id, stored: storedCall(execution, n, cost) };
}
