import { Type } from '../typebox.js';
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

/** What a reviewer changes. Any other key is a field that a block wrote, and its new value. */
export const RecordEdit = Type.Unsafe<
  { status?: RecordStatus; metadata?: JsonObject; output?: string } & JsonObject
>({
  type: 'object',
  minProperties: 1,
  properties: {
    status: RecordStatus,
    metadata: { type: 'object' },
    output: {
      type: 'string',
      description: 'Text of a JSON object replaces the fields; other text sets the primary one',
    },
  },
  additionalProperties: true,
});
export type RecordEdit = Type.Static<typeof RecordEdit>;

/** What is done to many records. A reset makes them pending again; edits stay. */
export const BulkAction = Type.Union([
  Type.Literal('accept'),
  Type.Literal('reject'),
  Type.Literal('reset'),
  Type.Literal('delete'),
]);
export type BulkAction = Type.Static<typeof BulkAction>;

/** What became of many records. */
export const BulkDone = Type.Object({
  action_id: Type.Union([Id, Type.Null()], { description: 'To undo it; null: nothing changed' }),
  count: Type.Integer({ minimum: 0, description: 'Records that changed' }),
});
export type BulkDone = Type.Static<typeof BulkDone>;

/** What an undo did. */
export const UndoDone = Type.Object({
  undone: Type.Integer({ minimum: 0, description: 'Records that are as they were before' }),
  skipped: Type.Integer({ minimum: 0, description: 'Records that changed since, and stay' }),
});
export type UndoDone = Type.Static<typeof UndoDone>;

/** Formats of an export. */
export const ExportFormat = Type.Union(
  [Type.Literal('jsonl'), Type.Literal('json'), Type.Literal('csv'), Type.Literal('chat')],
  { default: 'jsonl', description: 'chat: JSONL of messages, from the fields of a conversation' },
);
export type ExportFormat = Type.Static<typeof ExportFormat>;
