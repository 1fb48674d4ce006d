import { Type } from 'typebox';
import { DataRecord, ExportedRecord, RecordStatus } from '../nouns/record.js';
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
const exportQuery = Type.Object(filters, STRICT);

export const recordEndpoints = {
  listRecords: defineEndpoint({
    ...none,
    method: 'GET',
    path: '/api/records',
    summary: 'Records, newest first; X-Total-Count and X-Next-Cursor are headers',
    tag,
    query: Type.Object({ ...filters, ...PageQuery }, STRICT),
    response: Type.Array(DataRecord),
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
  exportRecords: defineEndpoint({
    ...none,
    method: 'GET',
    path: '/api/export',
    summary: 'Records as JSONL',
    tag,
    query: exportQuery,
    response: ExportedRecord,
    produces: 'application/x-ndjson',
  }),
  downloadRecords: defineEndpoint({
    ...none,
    method: 'GET',
    path: '/api/export/download',
    summary: 'Records as a JSONL file to download',
    tag,
    query: exportQuery,
    response: ExportedRecord,
    produces: 'application/x-ndjson',
  }),
};
