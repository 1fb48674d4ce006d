import { ValidationError, type PipelineDefinition, type Problem } from '@datagenflow/contracts';
import { compilePipeline, type Compilation, type CompiledPipeline } from '@datagenflow/engine';
import type { Runtime } from '../runtime.js';

/** Compiles against the blocks as they are now. */
export function compile(runtime: Runtime, definition: PipelineDefinition): Promise<Compilation> {
  const catalog = runtime.registry.snapshot();
  return compilePipeline(definition, { catalog, schemas: runtime.schemas });
}

/**
 * Compiles what is about to run.
 * @throws ValidationError `pipeline_invalid`, or the error of the one block that is unknown
 */
export async function compileToRun(
  runtime: Runtime,
  definition: PipelineDefinition,
): Promise<CompiledPipeline> {
  const { problems, pipeline } = await compile(runtime, definition);
  if (pipeline !== undefined) return pipeline;
  const unknown = problems.find(({ code }) => code === 'unknown_block');
  const step = definition.blocks[(unknown?.step ?? 0) - 1];
  if (step !== undefined) runtime.registry.require(step.type);
  throw refusal(problems);
}

/** The error of a pipeline that can't run: every problem that keeps it from it. */
export function refusal(problems: readonly Problem[]): ValidationError {
  const errors = problems.filter(({ severity }) => severity === 'error');
  const lines = errors.map(({ step, message, hint }) =>
    [step === null ? message : `Step ${step}: ${message}`, hint].filter(Boolean).join('. '),
  );
  return new ValidationError(lines.join('\n'), { code: 'pipeline_invalid', detail: { problems } });
}
