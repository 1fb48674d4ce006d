import type { Problem, Severity } from '@datagenflow/contracts';

/** Which step a problem belongs to. */
export interface StepPlace {
  index: number;
  id: string;
}

/** A problem of one step. */
export function stepProblem(
  place: StepPlace,
  code: string,
  severity: Severity,
  message: string,
  rest: Pick<Problem, 'hint' | 'path' | 'fields'> = {},
): Problem {
  return { step: place.index + 1, step_id: place.id, code, severity, message, ...rest };
}
