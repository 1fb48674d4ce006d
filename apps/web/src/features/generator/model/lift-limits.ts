import type { Constraints, JobOptions, ResumeOptions } from '@datagenflow/contracts';

/** Every limit by name, lifted: those of the job and those of its pipeline. */
const unlimited: Record<keyof Constraints, -1> = {
  max_total_tokens: -1,
  max_total_input_tokens: -1,
  max_total_output_tokens: -1,
  max_total_cached_tokens: -1,
  max_total_execution_time: -1,
  max_total_cost: -1,
};

/** What a job goes on with that a limit stopped: none, and twice the executions to reach its target. */
export function liftLimits({ target_records, max_executions }: JobOptions): ResumeOptions {
  if (target_records === undefined) return { constraints: unlimited };
  return { constraints: unlimited, max_executions: 2 * (max_executions ?? 10 * target_records) };
}
