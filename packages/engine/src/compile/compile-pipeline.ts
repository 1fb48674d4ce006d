import { assignStepIds } from './assign-step-ids.js';
import { compileStep } from './compile-step.js';
import { checkOrder } from './check-order.js';
import { traceFields } from './trace-fields.js';
import type { SchemaCompiler } from '@datagenflow/schemas';
import type { BlockCatalog } from '@datagenflow/registry';
import type { PipelineDefinition, Problem } from '@datagenflow/contracts';
import type { Compilation, CompiledStep } from './compiled-pipeline.js';

/** What compiling needs to know. */
export interface CompileOptions {
  catalog: BlockCatalog;
  schemas: SchemaCompiler;
}

/**
 * Checks every step against the catalog and the steps before it. Always answers with all problems;
 * with a pipeline only when none is an error. Fields that no step provides are information here:
 * see {@link checkSeeds} for the same question with seeds at hand.
 */
export async function compilePipeline(
  definition: PipelineDefinition,
  options: CompileOptions,
): Promise<Compilation> {
  const saved = assignStepIds(definition);
  const problems: Problem[] = [];
  const steps: CompiledStep[] = [];
  for (const [index, step] of saved.blocks.entries()) {
    const compiled = await compileStep(step, index, options);
    problems.push(...compiled.problems);
    if (compiled.step !== undefined) steps.push(compiled.step);
  }
  problems.push(...checkOrder(steps));
  const { fields, problems: fieldProblems } = traceFields(steps, saved.blocks.length);
  problems.push(...fieldProblems);
  const runnable = !problems.some((problem) => problem.severity === 'error');
  const pipeline = runnable ? { definition: saved, steps, fields } : undefined;
  return { problems, fields, pipeline };
}
