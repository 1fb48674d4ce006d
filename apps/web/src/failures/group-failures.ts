import type { Execution } from '@datagenflow/contracts';

/** Executions that failed for the same reason at the same step. */
export interface FailureGroup {
  code: string;
  message: string;
  step: string | null;
  executions: Execution[];
}

/** Groups failed executions by step and reason, the most frequent first. */
export function groupFailures(executions: readonly Execution[]): FailureGroup[] {
  const groups = new Map<string, FailureGroup>();
  for (const execution of executions) {
    const code = execution.reason?.code ?? 'unknown';
    const message = execution.reason?.message ?? 'No reason was stored';
    const key = JSON.stringify([execution.step_id, code, message]);
    const group = groups.get(key) ?? { code, message, step: execution.step_id, executions: [] };
    group.executions.push(execution);
    groups.set(key, group);
  }
  return [...groups.values()].sort((a, b) => b.executions.length - a.executions.length);
}
