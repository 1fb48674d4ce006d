import { setImmediate } from 'node:timers/promises';
import type { JobReport, StoredJob } from '@datagenflow/contracts';
import type { Runtime } from '../../runtime.js';
import { FieldTally } from './field-tally.js';
import { ReasonTally } from './reason-tally.js';
import { StepTally } from './step-tally.js';

/**
 * What a job has come to so far. Everything it made is read, in small pages between which other
 * requests have their turn, and counted in bounded memory.
 * @throws NotFoundError; the signal’s reason
 */
export async function readReport(
  { storage }: Pick<Runtime, 'storage'>,
  jobId: number,
  signal: AbortSignal,
): Promise<JobReport> {
  const job = await storage.jobs.getJob(jobId);
  const ends = { generated: 0, filtered: 0, failed: 0, fanned_out: 0 };
  const reasons = new ReasonTally();
  const steps = new StepTally();
  for await (const page of storage.reports.executions(jobId)) {
    for (const execution of page.executions) {
      ends[execution.status] += 1;
      reasons.add(execution);
    }
    for (const step of page.steps) steps.add(step);
    await takeTurns(signal);
  }
  const fields = new FieldTally();
  for await (const page of storage.reports.fields(jobId)) {
    for (const values of page) fields.add(values);
    await takeTurns(signal);
  }
  return {
    job_id: jobId,
    status: job.status,
    counts: { ...ends, unfinished: unfinishedOf(job) },
    reasons: reasons.result(),
    steps: steps.result(job.definition.blocks.map(({ id }) => id)),
    ...fields.result(),
  };
}

async function takeTurns(signal: AbortSignal): Promise<void> {
  await setImmediate();
  signal.throwIfAborted();
}

function unfinishedOf({ total_seeds, current_seed }: StoredJob): number {
  return Math.max(0, total_seeds - current_seed);
}
