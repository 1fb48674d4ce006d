import type { Problem } from '@datagenflow/contracts';
import type { CompiledStep } from './compiled-pipeline.js';
import { stepProblem } from './problem-of.js';

/** What the places of steps rule out: job-wide steps are not run yet. */
export function checkOrder(steps: readonly CompiledStep[]): Problem[] {
  return steps
    .filter(({ block }) => block.info.scope === 'job')
    .map((step) =>
      stepProblem(
        step,
        'job_scope_unsupported',
        'error',
        `${step.type} works on all records of a job at once, which this version cannot run`,
        { path: '/type', hint: 'Take the step out.' },
      ),
    );
}
