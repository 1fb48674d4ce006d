import type { TraceEntry } from '@datagenflow/contracts';

/** Where a step lies in the time of its execution, as shares of the whole. */
export interface StepTiming {
  start: number;
  width: number;
}

/** Lays the steps out one after the other, as they ran. */
export function timeSteps(trace: readonly Pick<TraceEntry, 'execution_time'>[]): StepTiming[] {
  const total = sumTime(trace);
  let before = 0;
  return trace.map(({ execution_time }) => {
    const start = total === 0 ? 0 : before / total;
    before += execution_time;
    return { start, width: total === 0 ? 0 : execution_time / total };
  });
}

/** Seconds that all steps took together. */
export function sumTime(trace: readonly Pick<TraceEntry, 'execution_time'>[]): number {
  return trace.reduce((sum, { execution_time }) => sum + execution_time, 0);
}
