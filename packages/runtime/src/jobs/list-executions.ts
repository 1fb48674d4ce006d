import { setImmediate } from 'node:timers/promises';
import type { Execution, ExecutionStatus } from '@datagenflow/contracts';
import type { Page, PageRequest } from '@datagenflow/storage';
import type { Runtime } from '../runtime.js';

const TRACED = new Set<ExecutionStatus>(['failed', 'filtered']);

/** Executions of a job, newest first; failed and filtered ones with their trace. @throws NotFoundError */
export async function listExecutions(
  { storage }: Pick<Runtime, 'storage'>,
  jobId: number,
  request: PageRequest & { status?: ExecutionStatus },
): Promise<Page<Execution>> {
  await storage.jobs.getJob(jobId);
  const page = await storage.executions.list({ ...request, job_id: jobId });
  const items: Execution[] = [];
  for (const execution of page.items) {
    if (!TRACED.has(execution.status)) items.push(execution);
    else {
      items.push(await storage.executions.get(execution.id, { trace: true }));
      await setImmediate();
    }
  }
  return { ...page, items };
}
