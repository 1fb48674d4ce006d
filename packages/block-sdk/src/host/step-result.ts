/** What one pass of a step gave: what `execute` returned, not yet checked, or a drop. */
export type StepResult = { kind: 'output'; output: unknown } | { kind: 'dropped'; reason: string };
