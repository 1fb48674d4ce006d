import { DataGenFlowError, type Problem, type Severity } from '@datagenflow/contracts';

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

/** What was caught, as an error of one step; `code` for errors that have none. */
export function problemOf(place: StepPlace, path: string, caught: unknown, code: string): Problem {
  const message = caught instanceof Error ? caught.message : String(caught);
  const known = caught instanceof DataGenFlowError ? caught.code : code;
  return stepProblem(place, known, 'error', message, { path });
}
