import type { Json, JsonObject, ModelAnswer, StoredCall, TraceCall } from '@datagenflow/contracts';
import type { Insertable, Selectable } from 'kysely';
import type { CallTable } from '../database/schema.js';
import { fromJson, toJson } from './json.js';
import { plainText } from './plain-text.js';

/** Most characters of a request that are kept, as JSON. */
const MAX_REQUEST_CHARACTERS = 65_536;

/** Where a call belongs: what stays known of it when its job is deleted. */
export interface CallPlace {
  job_id: number | null;
  execution_id: number | null;
  /** 1: of a job-wide step, so of no execution. */
  is_job_wide: number;
  seed_hash: string;
  repetition: number;
  branch: string;
}

/** Where the calls of a job’s own, job-wide steps belong. */
export function jobPlace(jobId: number): CallPlace {
  return {
    job_id: jobId,
    execution_id: null,
    is_job_wide: 1,
    seed_hash: '',
    repetition: 0,
    branch: '',
  };
}

type StoredAnswer = Pick<ModelAnswer, 'text' | 'embeddings' | 'finish_reason'>;

/** The row of a call that was just bought. */
export function callRow(stored: StoredCall, place: CallPlace, now: string): Insertable<CallTable> {
  const { call, answer } = stored;
  const { text, embeddings, finish_reason } = answer;
  return {
    ...place,
    step_id: stored.step_id,
    attempt: stored.attempt,
    request_hash: stored.request_hash,
    n: stored.n,
    kind: call.kind,
    request: capRequest(call.parameters),
    response: toJson({ text, embeddings, finish_reason }),
    usage: toJson(answer.usage),
    cost: answer.cost,
    latency_ms: answer.latency_ms,
    model: plainText(call.model),
    provider_model: plainText(call.provider_model),
    endpoint: plainText(call.origin),
    origin: 'bought',
    rejected: stored.rejected === null ? null : plainText(stored.rejected),
    created_at: now,
  };
}

/** A row as the engine replays it. The request may be cut: its hash is what counts. */
export function storedCallOf(row: Selectable<CallTable>): StoredCall {
  return {
    execution_id: row.execution_id,
    step_id: row.step_id,
    attempt: row.attempt,
    request_hash: row.request_hash,
    n: row.n,
    call: {
      kind: row.kind as StoredCall['call']['kind'],
      origin: row.endpoint,
      provider_model: row.provider_model,
      model: row.model,
      parameters: fromJson<JsonObject>(row.request),
    },
    answer: {
      ...fromJson<StoredAnswer>(row.response),
      usage: fromJson(row.usage),
      cost: row.cost,
      latency_ms: row.latency_ms,
    },
    rejected: row.rejected,
    ...(row.origin === 'reused' ? { reused: true } : {}),
  };
}

/** A row as a trace shows it: of embeddings only how many. */
export function traceCallOf(row: Selectable<CallTable>): TraceCall {
  const { text, embeddings } = fromJson<StoredAnswer>(row.response);
  return {
    model: row.model,
    request: fromJson<Json>(row.request),
    response:
      embeddings === undefined
        ? text
        : { embeddings: embeddings.length, dimensions: embeddings[0]?.length ?? 0 },
    usage: fromJson(row.usage),
    cost: row.cost,
    latency_ms: row.latency_ms,
    origin: row.origin as TraceCall['origin'],
    ...(row.rejected === null ? {} : { rejected: row.rejected }),
  };
}

function capRequest(parameters: JsonObject): string {
  const text = toJson(parameters);
  return text.length <= MAX_REQUEST_CHARACTERS
    ? text
    : toJson({ truncated: true, text: text.slice(0, MAX_REQUEST_CHARACTERS) });
}
