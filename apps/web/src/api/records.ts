import type { DataRecord, Id } from '@datagenflow/contracts';
import { getJson, withQuery } from './request.js';

/** `GET /api/records` of one job, newest first */
export function listRecords(
  query: { jobId: Id; limit: number },
  signal: AbortSignal,
): Promise<DataRecord[]> {
  return getJson(withQuery('/api/records', { job_id: query.jobId, limit: query.limit }), signal);
}

/** `GET /api/records/{id}`, with its trace */
export function readRecord(id: Id, signal: AbortSignal): Promise<DataRecord> {
  return getJson(`/api/records/${id}`, signal);
}

/** Address of `GET /api/export/download`: a JSONL file of one job. */
export function exportUrl(jobId: Id): string {
  return withQuery('/api/export/download', { job_id: jobId });
}
