import { Type } from '../typebox.js';
import { BulkChange, Operand, RecordFilter } from '../nouns/record-filter.js';
import {
  BulkDone,
  DataRecord,
  ExportedRecord,
  ExportFormat,
  RecordChange,
  RecordEdit,
  RecordStatus,
  UndoDone,
} from '../nouns/record.js';
import { Id } from '../nouns/scalars.js';
import { defineEndpoint } from './endpoint.js';
import { IdParams, Nothing, PageQuery } from './parameters.js';

const tag = 'records';
const none = { params: Nothing, query: Nothing, body: Nothing };
const STRICT = { additionalProperties: false } as const;

const filters = {
  status: Type.Optional(RecordStatus),
  job_id: Type.Optional(Id),
  pipeline_id: Type.Optional(Id),
};

const exportQuery = Type.Object(
  {
    ...filters,
    format: Type.Optional(ExportFormat),
    csv: Type.Optional(
      Type.Union([Type.Literal('spreadsheet-safe'), Type.Literal('raw')], {
        default: 'spreadsheet-safe',
        description: 'Raw leaves texts that a spreadsheet would run as formulas as they are',
      }),
    ),
  },
  STRICT,
);

export const recordEndpoints = {
  listRecords: defineEndpoint({
    ...none,
    method: 'GET',
    path: '/api/records',
    summary:
      'Records, newest first; also filter[<field>][<operator>]=<value>. X-Total-Count ' +
      '(>=N when it is not exact), X-Next-Cursor and X-Partial are headers',
    tag,
    query: Type.Object(
      {
        ...filters,
        q: RecordFilter.properties.q,
        sort: Type.Optional(
          Type.String({
            maxLength: 300,
            description:
              'id, created_at, cost or accumulated_state.<indexed field>; - in front: descending',
          }),
        ),
        include: Type.Optional(
          Type.String({
            pattern: '^(trace|state)(,(trace|state))*$',
            description: 'trace: how each was made, at most 100 records; state is always there',
          }),
        ),
        ...PageQuery,
      },
      { ...STRICT, patternProperties: { [String.raw`^filter\[[^\[\]]+\]\[[a-z]+\]$`]: Operand } },
    ),
    response: Type.Array(DataRecord),
  }),
  deleteRecords: defineEndpoint({
    ...none,
    method: 'DELETE',
    path: '/api/records',
    summary: 'Delete a job with its records, or, with all, every record (that can be undone)',
    tag,
    query: Type.Object(
      { job_id: Type.Optional(Id), all: Type.Optional(Type.Boolean({ default: false })) },
      STRICT,
    ),
    response: Type.Object({
      deleted: Type.Integer({ minimum: 0 }),
      action_id: Type.Union([Id, Type.Null()]),
    }),
  }),
  changeRecords: defineEndpoint({
    ...none,
    method: 'POST',
    path: '/api/records/bulk',
    summary: 'Decide on many records or delete them, as one action that can be undone',
    tag,
    body: BulkChange,
    response: BulkDone,
  }),
  undoAction: defineEndpoint({
    ...none,
    method: 'POST',
    path: '/api/actions/{id}/undo',
    summary: 'Take a bulk action back wherever the record has not changed since',
    tag,
    params: IdParams,
    response: UndoDone,
  }),
  getRecord: defineEndpoint({
    ...none,
    method: 'GET',
    path: '/api/records/{id}',
    summary: 'One record with its trace',
    tag,
    params: IdParams,
    response: DataRecord,
  }),
  updateRecord: defineEndpoint({
    ...none,
    method: 'PUT',
    path: '/api/records/{id}',
    summary: 'Decide on a record or edit it: status, metadata, output or any written field',
    tag,
    params: IdParams,
    body: RecordEdit,
    response: DataRecord,
  }),
  deleteRecord: defineEndpoint({
    ...none,
    method: 'DELETE',
    path: '/api/records/{id}',
    summary: 'Delete one record; that can be undone',
    tag,
    params: IdParams,
    response: BulkDone,
  }),
  listRecordChanges: defineEndpoint({
    ...none,
    method: 'GET',
    path: '/api/records/{id}/history',
    summary: 'Edits and status changes of a record, newest first, and who made them',
    tag,
    params: IdParams,
    response: Type.Array(RecordChange),
  }),
  exportRecords: defineEndpoint({
    ...none,
    method: 'GET',
    path: '/api/export',
    summary: 'Records as JSONL, or in another format',
    tag,
    query: exportQuery,
    response: ExportedRecord,
    produces: 'application/x-ndjson',
  }),
  downloadRecords: defineEndpoint({
    ...none,
    method: 'GET',
    path: '/api/export/download',
    summary: 'Records as a file to download',
    tag,
    query: exportQuery,
    response: ExportedRecord,
    produces: 'application/x-ndjson',
  }),
};
