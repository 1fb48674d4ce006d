import type { Problem } from '@datagenflow/contracts';
import type { CompiledPipeline, CompiledStep } from './compiled-pipeline.js';
import { stepProblem } from './problem-of.js';

/** Whether a step works on all records of a job at once. */
export function isJobWide({ block }: CompiledStep): boolean {
  return block.info.scope === 'job';
}

/** The steps that run in each execution. */
export function executionSteps({ steps }: CompiledPipeline): readonly CompiledStep[] {
  return steps.filter((step) => !isJobWide(step));
}

/** The steps that run once, when all executions have ended. */
export function jobWideSteps({ steps }: CompiledPipeline): readonly CompiledStep[] {
  return steps.filter(isJobWide);
}

/** Says which steps do not run where nothing is stored: without a job they have no records. */
export function skippedSteps(pipeline: CompiledPipeline): Problem[] {
  return jobWideSteps(pipeline).map((step) =>
    stepProblem(
      step,
      'job_scope_skipped',
      'information',
      `${step.type} works on all records of a job at once: it is not run here`,
      { path: '/type' },
    ),
  );
}
