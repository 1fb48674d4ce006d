import { Type } from 'typebox';
import { JsonObject } from './json.js';
import { Id, Timestamp } from './scalars.js';
import { TraceEntry } from './trace.js';
import { Usage } from './usage.js';

/** What a reviewer decided. */
export const RecordStatus = Type.Union([
  Type.Literal('pending'),
  Type.Literal('accepted'),
  Type.Literal('rejected'),
]);
export type RecordStatus = Type.Static<typeof RecordStatus>;

/** The reviewable result of an execution. Named so because `Record` is TypeScript’s. */
export const DataRecord = Type.Object({
  id: Id,
  job_id: Id,
  pipeline_id: Id,
  execution_id: Id,
  seed_index: Type.Integer({ minimum: 0 }),
  repetition: Type.Integer({ minimum: 0 }),
  branch: Type.String(),
  execution_index: Type.Integer({ minimum: 0 }),
  metadata: Type.Unsafe<JsonObject>({ type: 'object', description: 'Of the seed' }),
  accumulated_state: Type.Unsafe<JsonObject>({
    type: 'object',
    description: 'Every field that a block wrote, edits applied',
  }),
  output: Type.String({ description: 'accumulated_state as JSON text' }),
  status: RecordStatus,
  edited: Type.Boolean(),
  usage: Usage,
  cost: Type.Union([Type.Number(), Type.Null()]),
  models: Type.Array(Type.String()),
  trace: Type.Optional(Type.Array(TraceEntry)),
  created_at: Timestamp,
  updated_at: Timestamp,
});
export type DataRecord = Type.Static<typeof DataRecord>;

/** One line of the JSONL export. */
export const ExportedRecord = Type.Object({
  id: Id,
  metadata: JsonObject,
  status: RecordStatus,
  accumulated_state: JsonObject,
  created_at: Timestamp,
  updated_at: Timestamp,
});
export type ExportedRecord = Type.Static<typeof ExportedRecord>;

/** One entry of a record’s history. */
export const RecordChange = Type.Object({
  id: Id,
  record_id: Id,
  action_id: Type.Union([Id, Type.Null()]),
  kind: Type.Union([
    Type.Literal('status'),
    Type.Literal('edit'),
    Type.Literal('delete'),
    Type.Literal('undo'),
  ]),
  actor: Type.String(),
  before: JsonObject,
  after: JsonObject,
  created_at: Timestamp,
});
export type RecordChange = Type.Static<typeof RecordChange>;
