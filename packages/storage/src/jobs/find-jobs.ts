import type { Job, JobStatus } from '@datagenflow/contracts';
import { jobOf } from '../codecs/job-codec.js';
import type { Database } from '../database/database.js';
import { readPage, type Page, type PageRequest } from '../paging/page.js';
import { HIDDEN_STATUS } from './hidden-jobs.js';

/** Which jobs a list shows. */
export interface JobFilter {
  pipeline_id?: number;
  status?: JobStatus;
}

/** Jobs as users see them, newest first. */
export async function findJobs(
  { reader }: Database,
  request: JobFilter & PageRequest,
): Promise<Page<Job>> {
  const { pipeline_id, status } = request;
  let query = reader.selectFrom('jobs').selectAll().where('status', '!=', HIDDEN_STATUS);
  if (pipeline_id !== undefined) query = query.where('pipeline_id', '=', pipeline_id);
  if (status !== undefined) query = query.where('status', '=', status);
  const page = await readPage(query, request);
  return { ...page, items: page.items.map(jobOf) };
}

/** The running job that started last, or null. */
export async function findActiveJob({ reader }: Database): Promise<Job | null> {
  const row = await reader
    .selectFrom('jobs')
    .selectAll()
    .where('status', '=', 'running')
    .orderBy('started_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? null : jobOf(row);
}
