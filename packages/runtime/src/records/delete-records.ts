import { ConfigError, NotFoundError, type BulkDone } from '@datagenflow/contracts';
import { deleteJob } from '../jobs/delete-job.js';
import type { Runtime } from '../runtime.js';

/** What a deletion took with it. */
export interface DeletedRecords {
  deleted: number;
  /** To undo it; null: it can’t be. */
  action_id: number | null;
}

/**
 * Deletes a job with its records for good, or, on `all`, every record in a way that can be undone.
 * @throws NotFoundError; ConflictError `job_active`; ConfigError `scope_unclear` (422)
 */
export async function deleteRecords(
  { storage, runner }: Pick<Runtime, 'storage' | 'runner'>,
  { job_id, all = false }: { job_id?: number; all?: boolean },
  actor: string,
): Promise<DeletedRecords> {
  if ((job_id === undefined) !== all) {
    throw new ConfigError('Name the job whose records go with job_id, or say all=true.', {
      code: 'scope_unclear',
    });
  }
  if (job_id === undefined) {
    const change = { action: 'delete', scope: { filter: {} } } as const;
    const { action_id, count } = await storage.records.change(change, actor);
    return { deleted: count, action_id };
  }
  const { records } = await deleteJob({ storage, runner }, job_id);
  return { deleted: records, action_id: null };
}

/** Deletes one record; that can be undone. @throws NotFoundError */
export async function deleteRecord(
  { storage }: Pick<Runtime, 'storage'>,
  id: number,
  actor: string,
): Promise<BulkDone> {
  const done = await storage.records.change({ action: 'delete', scope: { ids: [id] } }, actor);
  if (done.count === 0) throw new NotFoundError(`There is no record ${id}.`);
  return done;
}
