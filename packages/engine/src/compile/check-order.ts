import type { Problem } from '@datagenflow/contracts';
import type { CompiledStep } from './compiled-pipeline.js';
import { isJobWide } from './job-wide-steps.js';
import { stepProblem } from './problem-of.js';

/** What the places of steps rule out: job-wide ones stand last. */
export function checkOrder(steps: readonly CompiledStep[]): Problem[] {
  return steps
    .filter((step, i) => isJobWide(step) && steps.slice(i).some((later) => !isJobWide(later)))
    .map((step) =>
      stepProblem(
        step,
        'job_scope_order',
        'error',
        `${step.type} works on all records of a job at once: no step that works on one can follow`,
        { path: '/type', hint: 'Move it to the end.' },
      ),
    );
}
