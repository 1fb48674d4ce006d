import type {
  BulkChange,
  BulkDone,
  DataRecord,
  Id,
  ListPage,
  Operand,
  RecordChange,
  RecordEdit,
  RecordFilter,
  RouteInput,
  UndoDone,
} from '@datagenflow/contracts';
import { api } from './api.js';

/** Records of one job, newest first. */
export function listRecords(
  { jobId, limit }: { jobId: Id; limit: number },
  signal: AbortSignal,
): Promise<DataRecord[]> {
  return api.call('GET /api/records', { query: { job_id: jobId, limit }, signal });
}

/** One page of the records that are meant. */
export function findRecords(
  filter: RecordFilter,
  page: { sort?: string | undefined; cursor?: string | undefined; limit: number },
  signal: AbortSignal,
): Promise<ListPage<DataRecord>> {
  return api.page('GET /api/records', { query: { ...toQuery(filter), ...page }, signal });
}

/** One record with its trace. */
export function readRecord(id: Id, signal: AbortSignal): Promise<DataRecord> {
  return api.call('GET /api/records/{id}', { params: { id }, signal });
}

/** What happened to a record, newest first. */
export function listRecordChanges(id: Id, signal: AbortSignal): Promise<RecordChange[]> {
  return api.call('GET /api/records/{id}/history', { params: { id }, signal });
}

/** Decides on a record or edits it. */
export function editRecord(id: Id, body: RecordEdit): Promise<DataRecord> {
  return api.call('PUT /api/records/{id}', { params: { id }, body });
}

/** Decides on many records or deletes them. */
export function changeRecords(body: BulkChange): Promise<BulkDone> {
  return api.call('POST /api/records/bulk', { body });
}

/** Takes a change of many records back. */
export function undoAction(id: Id): Promise<UndoDone> {
  return api.call('POST /api/actions/{id}/undo', { params: { id } });
}

/** Address of records as a file to download. */
export function exportUrl(query: ExportQuery): string {
  return api.address('GET /api/export/download', { query });
}

type ExportQuery = NonNullable<RouteInput<'GET /api/export/download'>['query']>;

/** A filter as the query of an address. */
function toQuery({ fields = {}, ...rest }: RecordFilter) {
  const comparisons = Object.entries(fields).flatMap(([field, comparison]) =>
    Object.entries(comparison).map(([operator, operand]) => [
      `filter[${field}][${operator}]`,
      operand,
    ]),
  );
  return { ...rest, ...(Object.fromEntries(comparisons) as Record<`filter[${string}`, Operand>) };
}
