import type {
  BulkChange,
  BulkDone,
  DataRecord,
  ExportFormat,
  Id,
  RecordChange,
  RecordEdit,
  RecordFilter,
  RecordStatus,
  UndoDone,
} from '@datagenflow/contracts';
import { getJson, getPage, sendJson, withQuery, type Page, type Query } from './request.js';

/** `GET /api/records` of one job, newest first */
export function listRecords(
  query: { jobId: Id; limit: number },
  signal: AbortSignal,
): Promise<DataRecord[]> {
  return getJson(withQuery('/api/records', { job_id: query.jobId, limit: query.limit }), signal);
}

/** `GET /api/records`: one page of those that are meant. */
export function findRecords(
  filter: RecordFilter,
  page: { sort?: string | undefined; cursor?: string | undefined; limit: number },
  signal: AbortSignal,
): Promise<Page<DataRecord>> {
  return getPage(withQuery('/api/records', { ...toQuery(filter), ...page }), signal);
}

/** `GET /api/records/{id}`, with its trace */
export function readRecord(id: Id, signal: AbortSignal): Promise<DataRecord> {
  return getJson(`/api/records/${id}`, signal);
}

/** `GET /api/records/{id}/history`, newest first */
export function listRecordChanges(id: Id, signal: AbortSignal): Promise<RecordChange[]> {
  return getJson(`/api/records/${id}/history`, signal);
}

/** `PUT /api/records/{id}` */
export function editRecord(id: Id, edit: RecordEdit): Promise<DataRecord> {
  return sendJson('PUT', `/api/records/${id}`, edit);
}

/** `POST /api/records/bulk` */
export function changeRecords(change: BulkChange): Promise<BulkDone> {
  return sendJson('POST', '/api/records/bulk', change);
}

/** `POST /api/actions/{id}/undo` */
export function undoAction(id: Id): Promise<UndoDone> {
  return sendJson('POST', `/api/actions/${id}/undo`);
}

/** Address of `GET /api/export/download`. */
export function exportUrl(query: {
  job_id?: Id;
  pipeline_id?: Id;
  status?: RecordStatus;
  format?: ExportFormat;
}): string {
  return withQuery('/api/export/download', query);
}

/** A filter as the query of an address. */
function toQuery({ fields = {}, ...rest }: RecordFilter): Query {
  const comparisons = Object.entries(fields).flatMap(([field, comparison]) =>
    Object.entries(comparison).map(([operator, operand]) => [
      `filter[${field}][${operator}]`,
      String(operand),
    ]),
  );
  return { ...rest, ...(Object.fromEntries(comparisons) as Query) };
}
