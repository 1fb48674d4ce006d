/** Boundaries between which something becomes durable. A drill ends, breaks or delays a process there. */
export const FAIL_POINTS = [
  'migration.step',
  'migration.after',
  'import.before',
  'import.after',
  'claim.before',
  'claim.after',
  'call.before',
  'call.after',
  'memo.before',
  'memo.after',
  'fan_out.before',
  'fan_out.after',
  'outcome.before',
  'outcome.after',
  'patch.before',
  'patch.after',
  'move.before',
  'move.after',
  'export.before',
  'export.after',
  'install.before',
  'install.between',
  'install.after',
] as const;

/** `before` and `after` are those of a commit; `migration.step` lies within one. */
export type FailPointName = (typeof FAIL_POINTS)[number];

/** Passes a boundary. */
export type FailPoint = (name: FailPointName) => Promise<void>;
