import type { ColumnType, Generated } from 'kysely';

/** A column that is set when the row is made and never again. */
type Fixed<T> = ColumnType<T, T, never>;
/** 0 or 1: the only boolean both databases and their drivers agree on. */
type Flag = number;
/** JSON as text: jsonb would refuse \u0000 and reorder keys. */
type JsonText = string;
/** ISO 8601 in UTC with milliseconds; timestamptz in PostgreSQL. */
type Time = string;

export interface PipelineTable {
  id: Generated<number>;
  definition: JsonText;
  review_layout: JsonText;
  /** The indexed field that each column holds for all records; null: not yet. */
  filled_fields: Generated<JsonText>;
  /** Set when it is deleted and rows of it are still being removed. */
  deleted_at: Time | null;
  definition_hash: string;
  created_at: Fixed<Time>;
  updated_at: Time;
}

export interface JobTable {
  id: Generated<number>;
  pipeline_id: Fixed<number>;
  definition: Fixed<JsonText>;
  block_hashes: JsonText;
  model_snapshot: Fixed<JsonText>;
  options: JsonText;
  random_seed: Fixed<number>;
  seed_source: Fixed<JsonText>;
  status: string;
  phase: string | null;
  pause_reason: string | null;
  seeds_imported: Generated<Flag>;
  /** Attempt that each job-wide step begins with; absent: 1. */
  finish_attempts: Generated<JsonText>;
  /** Runners that died while each job-wide step ran there; absent: 0. */
  finish_kills: Generated<JsonText>;
  /** The job-wide step that runs. */
  finishing_step: string | null;
  /** Leaves known so far, and how many of them ended. */
  total_seeds: Generated<number>;
  current_seed: Generated<number>;
  progress: Generated<number>;
  /** The execution_index that the next execution gets. */
  next_index: Generated<number>;
  records_generated: Generated<number>;
  records_failed: Generated<number>;
  records_filtered: Generated<number>;
  input_tokens: Generated<number>;
  output_tokens: Generated<number>;
  cached_tokens: Generated<number>;
  usage_estimated: Generated<Flag>;
  cost: Generated<number>;
  saved_cost: Generated<number>;
  /** 0 once a call without a price was stored: then `cost` is not the whole cost. */
  is_priced: Generated<Flag>;
  current_block: Generated<string>;
  current_step: Generated<string>;
  error: Generated<string>;
  warnings: JsonText;
  running_ms: Generated<number>;
  created_at: Fixed<Time>;
  started_at: Time | null;
  completed_at: Time | null;
}

export interface SeedTable {
  job_id: Fixed<number>;
  seed_index: Fixed<number>;
  repetitions: Fixed<number>;
  metadata: Fixed<JsonText>;
  extra: Fixed<JsonText | null>;
  seed_hash: Fixed<string>;
}

export interface ExecutionTable {
  id: Generated<number>;
  job_id: Fixed<number>;
  parent_id: Fixed<number | null>;
  seed_index: Fixed<number>;
  repetition: Fixed<number>;
  branch: Fixed<string>;
  /** The branch as text that sorts like its numbers. */
  branch_key: Fixed<string>;
  execution_index: Fixed<number>;
  status: string;
  /** Fields the multiplier wrote for this branch; null for the root. */
  delta: Fixed<JsonText | null>;
  start_step: Fixed<number>;
  attempts: Generated<JsonText>;
  kills: Generated<number>;
  /** Where one stood that may kill its runner; null once it has ended. */
  last_step: JsonText | null;
  owner: string | null;
  reason_code: string | null;
  reason_message: string | null;
  reason_detail: JsonText | null;
  step_id: string | null;
  usage: JsonText;
  cost: number | null;
  saved_cost: number;
  created_at: Fixed<Time>;
  started_at: Time | null;
  finished_at: Time | null;
}

export interface TraceEntryTable {
  execution_id: number;
  position: number;
  step_id: string;
  block_type: string;
  status: string;
  /** A field named in `output_refs` is null here; its value is the record’s as generated. */
  output: JsonText | null;
  output_refs: JsonText | null;
  error: JsonText | null;
  execution_time: number;
  attempts: number;
  usage: JsonText | null;
  cost: JsonText | null;
  replayed: number | null;
  reused: number | null;
  logs: JsonText | null;
}

export interface CallTable {
  id: Generated<number>;
  job_id: number | null;
  execution_id: number | null;
  /** 1: of a job-wide step, so of no execution. */
  is_job_wide: Flag;
  step_id: string;
  attempt: number;
  request_hash: string;
  n: number;
  kind: string;
  request: JsonText;
  response: JsonText;
  usage: JsonText;
  cost: number | null;
  latency_ms: number;
  model: string;
  provider_model: string;
  endpoint: string;
  origin: string;
  rejected: string | null;
  /** The call that was bought, of which this is a copy; it may be gone. */
  served_from: number | null;
  seed_hash: string;
  repetition: number;
  branch: string;
  created_at: Time;
}

export interface MemoTable {
  job_id: number;
  key: string;
  value: JsonText;
}

export interface RecordTable {
  id: Generated<number>;
  execution_id: Fixed<number>;
  job_id: Fixed<number>;
  pipeline_id: Fixed<number>;
  seed_index: Fixed<number>;
  repetition: Fixed<number>;
  branch: Fixed<string>;
  execution_index: Fixed<number>;
  status: string;
  /** Every field that a block wrote, as generated. */
  fields: JsonText;
  /** `{ set, removed }`: what a reviewer changed. */
  edits: JsonText | null;
  metadata_edit: JsonText | null;
  edited: Flag;
  usage: Fixed<JsonText>;
  cost: Fixed<number | null>;
  models: Fixed<JsonText>;
  field_1_text: string | null;
  field_1_number: number | null;
  field_2_text: string | null;
  field_2_number: number | null;
  field_3_text: string | null;
  field_3_number: number | null;
  field_4_text: string | null;
  field_4_number: number | null;
  created_at: Fixed<Time>;
  updated_at: Time;
  deleted_at: Time | null;
}

/** Kept by triggers: records that are not deleted, by job and status. */
export interface RecordCountTable {
  job_id: number;
  pipeline_id: number;
  status: string;
  count: number;
}

export interface RecordHistoryTable {
  id: Generated<number>;
  record_id: number;
  action_id: number | null;
  actor: string;
  kind: string;
  before: JsonText;
  after: JsonText;
  created_at: Time;
}

export interface ActionTable {
  id: Generated<number>;
  actor: string;
  kind: string;
  scope: JsonText;
  count: number;
  created_at: Time;
  undone_at: Time | null;
}

export interface ModelTable {
  id: Generated<number>;
  kind: string;
  name: string;
  provider: string;
  endpoint: string;
  model_name: string;
  key_envelope: string | null;
  key_last4: string | null;
  key_origin: string | null;
  dimensions: number | null;
  limits: JsonText;
  prices: JsonText | null;
  capabilities: JsonText | null;
  is_default: Flag;
  created_at: Fixed<Time>;
  updated_at: Time;
}

export interface SessionTable {
  digest: string;
  actor: string;
  created_at: Fixed<Time>;
  expires_at: Time;
}

export interface MetaTable {
  key: string;
  value: JsonText;
}

/** Rows as both databases hold them. Nothing outside this package sees one. */
export interface Schema {
  pipelines: PipelineTable;
  jobs: JobTable;
  seeds: SeedTable;
  executions: ExecutionTable;
  trace_entries: TraceEntryTable;
  calls: CallTable;
  memos: MemoTable;
  records: RecordTable;
  record_counts: RecordCountTable;
  record_history: RecordHistoryTable;
  actions: ActionTable;
  models: ModelTable;
  sessions: SessionTable;
  meta: MetaTable;
}
