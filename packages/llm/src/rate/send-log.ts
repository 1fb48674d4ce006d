/** Successful requests of the last minute, counted by the second. Plain data. */
export interface SendLog {
  /** Second of the newest count. */
  second: number;
  /** Counts, newest last, at most 60. */
  counts: number[];
  startedAt: number;
}

const SECONDS = 60;

export function createSendLog(now: number): SendLog {
  return { second: Math.floor(now / 1_000), counts: [0], startedAt: now };
}

/** The log with `units` more now. Counts are changed in place, they are many and hot. */
export function logSent(log: SendLog, now: number, units: number): SendLog {
  const counts = roll(log, now);
  counts[counts.length - 1] = (counts[counts.length - 1] ?? 0) + units;
  return { second: Math.floor(now / 1_000), counts, startedAt: log.startedAt };
}

/** Units logged within the last minute. */
export function sentInLastMinute(log: SendLog, now: number): number {
  return roll(log, now).reduce((sum, count) => sum + count, 0);
}

/** Milliseconds that the log covers, at most a minute. */
export function coveredMs(log: SendLog, now: number): number {
  return Math.min(SECONDS * 1_000, Math.max(now - log.startedAt, 1));
}

function roll(log: SendLog, now: number): number[] {
  const passed = Math.floor(now / 1_000) - log.second;
  if (passed <= 0) return log.counts;
  const empty = Array.from({ length: Math.min(passed, SECONDS) }, () => 0);
  return [...log.counts, ...empty].slice(-SECONDS);
}
