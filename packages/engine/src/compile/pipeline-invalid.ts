import { ValidationError, type Problem } from '@datagenflow/contracts';

/** The error of a pipeline that can't run: `pipeline_invalid`, with every problem that keeps it from it. */
export function pipelineInvalid(problems: readonly Problem[]): ValidationError {
  const errors = problems.filter(({ severity }) => severity === 'error');
  const lines = errors.map(({ step, message, hint }) =>
    [step === null ? message : `Step ${step}: ${message}`, hint].filter(Boolean).join('. '),
  );
  return new ValidationError(lines.join('\n'), { code: 'pipeline_invalid', detail: { problems } });
}
