import type { Job } from '@datagenflow/contracts';

const NUMBER = new Intl.NumberFormat('en-US');

/** Rate and remaining time, from how far a job came since it was first seen. */
export interface Pace {
  /** Seconds since then. */
  seconds: number;
  /** Executions that had ended then. */
  endedBefore: number;
}

/** One line on a job that is running: counts, rate, time left, cost. */
export function describeProgress(job: Job, { seconds, endedBefore }: Pace): string {
  const rate = seconds > 0 ? (job.current_seed - endedBefore) / seconds : 0;
  const left = rate > 0 ? (job.total_seeds - job.current_seed) / rate : undefined;
  return [
    `${count(job.current_seed)} of ${count(job.total_seeds)}`,
    ...(job.records_failed > 0 ? [`${count(job.records_failed)} failed`] : []),
    ...(job.records_filtered > 0 ? [`${count(job.records_filtered)} filtered`] : []),
    `${rate < 10 ? rate.toFixed(1) : count(Math.round(rate))}/s`,
    ...(left === undefined ? [] : [`${duration(left)} left`]),
    ...cost(job),
  ].join(' · ');
}

/** One line on a job that is over. */
export function describeEnd(job: Job): string {
  return [
    `Job ${job.id} ${job.status}`,
    `${count(job.records_generated)} ${job.records_generated === 1 ? 'record' : 'records'}`,
    `${count(job.records_failed)} failed`,
    `${count(job.records_filtered)} filtered`,
    duration(job.running_time),
    ...cost(job),
  ].join(' · ');
}

function cost({ cost: spent, usage }: Job): string[] {
  const tokens = usage.input_tokens + usage.output_tokens + usage.cached_tokens;
  return [
    `${count(tokens)} tokens`,
    ...(spent === null ? [] : [`$${spent.toFixed(spent < 1 ? 4 : 2)}`]),
  ];
}

function count(value: number): string {
  return NUMBER.format(value);
}

function duration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** Some lines on a job, however far it is. */
export function describeJob(job: Job): string {
  const why = job.pause_reason === null ? '' : ` (${job.pause_reason})`;
  const lines = [
    `Job ${job.id} ${job.status}${why} · pipeline ${job.pipeline_id}`,
    `  ${count(job.current_seed)} of ${count(job.total_seeds)} · ${count(job.records_generated)} records · ${count(job.records_failed)} failed · ${count(job.records_filtered)} filtered`,
    `  ${[duration(job.running_time), ...cost(job)].join(' · ')}`,
    ...(job.saved_cost > 0 ? [`  $${job.saved_cost.toFixed(4)} saved by stored calls`] : []),
    ...(job.error === '' ? [] : [`  ✗ ${job.error}`]),
  ];
  return lines.join('\n');
}

/** One line for each job, aligned. */
export function describeJobs(jobs: readonly Job[]): string {
  if (jobs.length === 0) return 'There are no jobs.';
  const rows = jobs.map((job) => [
    `${job.id}`,
    job.status,
    `${count(job.current_seed)} of ${count(job.total_seeds)}`,
    `${count(job.records_failed)} failed`,
    job.created_at.slice(0, 16).replace('T', ' '),
  ]);
  const widths =
    rows[0]?.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0))) ?? [];
  return rows
    .map((row) =>
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
