import { MemoryJobStore } from '@datagenflow/engine';
import {
  systemClock,
  type JobStatus,
  type PauseReason,
  type StoredJob,
} from '@datagenflow/contracts';
import { expect, test } from 'vitest';
import { logJobs } from './log-jobs.js';

async function newJob(): Promise<StoredJob> {
  return new MemoryJobStore(systemClock).createJob({
    pipeline_id: 1,
    definition: { schema_version: 1, name: 'Data Gen', blocks: [] },
    block_hashes: {},
    model_snapshot: {},
    options: {},
    random_seed: 1,
    seed_source: {},
    warnings: [],
  });
}

async function watch() {
  const lines: string[] = [];
  const { observer, hear } = logJobs((level, message, detail) =>
    lines.push(`${level} ${detail?.traceId} ${message}`),
  );
  const job = { ...(await newJob()), total_seeds: 3, cost: 0.0125 };
  return {
    lines,
    start: (done: number) => {
      hear?.({ type: 'job:started', job_id: job.id, pipeline_id: job.pipeline_id });
      observer.jobStarted?.({ ...job, current_seed: done });
    },
    pause: (pause_reason: PauseReason, error = '') =>
      hear?.({ type: 'job:progress', job: { ...job, status: 'paused', pause_reason, error } }),
    end: (status: JobStatus, error = '') =>
      hear?.({ type: 'job:finished', job: { ...job, status, records_generated: 2, error } }),
  };
}

test('a job is logged when it starts, pauses, goes on and ends, once each', async () => {
  const { lines, start, pause, end } = await watch();
  start(0);
  pause('provider_down', 'The model is away');
  pause('provider_down', 'The model is away');
  start(1);
  pause('user');
  start(1);
  end('completed');
  expect(lines).toEqual([
    "info 1 Job started: pipeline 'Data Gen', 3 executions",
    'warn 1 Job paused (provider_down): The model is away',
    "info 1 Job goes on: pipeline 'Data Gen', 1 of 3 executions done",
    'info 1 Job paused (user)',
    "info 1 Job goes on: pipeline 'Data Gen', 1 of 3 executions done",
    'info 1 Job completed, 2 records, 0 failed, 0 filtered, 0 tokens, $0.0125',
  ]);
});

test('one that failed says why', async () => {
  const { lines, end } = await watch();
  end('failed', 'The seeds can’t be read');
  expect(lines).toEqual([
    'error 1 Job failed, 2 records, 0 failed, 0 filtered, 0 tokens, $0.0125: The seeds can’t be read',
  ]);
});
