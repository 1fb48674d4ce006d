import type { Job, StoredJob } from '@datagenflow/contracts';
import type { Watcher } from '../runner/watch-all.js';
import type { Log, LogLevel } from './log.js';

/** Logs when jobs start, pause and end, whatever runs in them: one line each. */
export function logJobs(log: Log): Watcher {
  const running = new Set<number>();
  const tell = (level: LogLevel, { id }: Job, parts: string[]): void => {
    const message = parts.filter((part) => part !== '').join(': ');
    log(level, message, { traceId: `${id}` });
  };
  const paused = (job: Job): void => {
    if (!running.delete(job.id)) return;
    const level = job.pause_reason === 'user' ? 'info' : 'warn';
    tell(level, job, [`Job paused (${job.pause_reason})`, job.error]);
  };
  const ended = (job: Job): void => {
    running.delete(job.id);
    const level = job.status === 'failed' ? 'error' : 'info';
    tell(level, job, [`Job ${job.status}, ${countsOf(job)}`, job.error]);
  };
  return {
    observer: {
      jobStarted: (job) => tell('info', job, [describeStart(job)]),
    },
    hear: (event) => {
      if (event.type === 'job:started') running.add(event.job_id);
      if (event.type === 'job:finished') ended(event.job);
      if (event.type === 'job:progress' && event.job.status === 'paused') paused(event.job);
    },
  };
}

function describeStart({ definition, current_seed: done, total_seeds: all }: StoredJob): string {
  const executions = all === 1 ? '1 execution' : `${all} executions`;
  return done === 0
    ? `Job started: pipeline '${definition.name}', ${executions}`
    : `Job goes on: pipeline '${definition.name}', ${done} of ${executions} done`;
}

function countsOf(job: Job): string {
  const { input_tokens, output_tokens, cached_tokens } = job.usage;
  const counts = [
    `${job.records_generated} ${job.records_generated === 1 ? 'record' : 'records'}`,
    `${job.records_failed} failed`,
    `${job.records_filtered} filtered`,
    `${input_tokens + output_tokens + cached_tokens} tokens`,
    ...(job.cost === null ? [] : [`$${job.cost.toFixed(4)}`]),
  ];
  return counts.join(', ');
}
