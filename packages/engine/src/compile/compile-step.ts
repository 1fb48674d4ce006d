import type { BlockDescription, JsonObject, Problem, SavedStep } from '@datagenflow/contracts';
import type { RegisteredBlock } from '@datagenflow/registry';
import { checkPrompts, checkWhen } from './check-prompts.js';
import { checkRenames } from './check-renames.js';
import { checkSchemas } from './check-schemas.js';
import type { CompileOptions } from './compile-pipeline.js';
import type { CompiledStep } from './compiled-pipeline.js';
import { problemOf, stepProblem, type StepPlace } from './problem-of.js';

const DEFAULT_TIMEOUT_MS = 120_000;

/** Compiles one step on its own: its block, config, prompts, condition and renames. */
export async function compileStep(
  step: SavedStep,
  index: number,
  options: CompileOptions,
): Promise<{ problems: Problem[]; step: CompiledStep | undefined }> {
  const place = { index, id: step.id };
  const block = options.catalog.get(step.type);
  if (block === undefined) {
    return { problems: [unknownBlock(place, step.type, options)], step: undefined };
  }
  if (!block.info.available) {
    return { problems: [unavailableBlock(place, block)], step: undefined };
  }
  const problems: Problem[] = [];
  const config = checkConfig(place, step.config ?? {}, block, options, problems);
  const when = step.when === undefined ? undefined : checkWhen(place, step.when, problems);
  if (config === undefined) return { problems, step: undefined };
  checkPrompts(place, config, block, problems);
  checkSchemas(place, config, block, options.schemas, problems);
  if (problems.length > 0) return { problems, step: undefined };
  const description = await describe(place, block, config, problems);
  if (description === undefined) return { problems, step: undefined };
  const renames = checkRenames(place, step, description.outputs, problems);
  return {
    problems,
    step: {
      index,
      id: step.id,
      type: step.type,
      block,
      config,
      description,
      when,
      renames,
      retry: step.retry ?? { attempts: 1, backoff_ms: 0 },
      timeoutMs: step.timeout_ms ?? DEFAULT_TIMEOUT_MS,
    },
  };
}

function unknownBlock(place: StepPlace, type: string, { catalog }: CompileOptions): Problem {
  const nearest = catalog.nearest(type);
  const hint =
    nearest.length > 0
      ? `Did you mean ${nearest.join(' or ')}?`
      : 'Run dgf blocks list to see what there is.';
  return stepProblem(place, 'unknown_block', 'error', `Block '${type}' not found`, {
    path: '/type',
    hint,
  });
}

function unavailableBlock(place: StepPlace, block: RegisteredBlock): Problem {
  const { type, error } = block.info;
  const message = `Block '${type}' is unavailable: ${error ?? 'no reason is known'}`;
  return stepProblem(place, 'unavailable_block', 'error', message, { path: '/type' });
}

/** The config with its defaults, or undefined when it has problems. */
function checkConfig(
  place: StepPlace,
  config: JsonObject,
  block: RegisteredBlock,
  { schemas }: CompileOptions,
  problems: Problem[],
): JsonObject | undefined {
  try {
    const result = schemas
      .compile<JsonObject>(block.info.config_schema, { useDefaults: true, allIssues: true })
      .check(config);
    if (result.ok) return result.value;
    for (const { path, message } of result.issues) {
      const where = { path: `/config${path}` };
      problems.push(
        stepProblem(place, 'config_invalid', 'error', `config${path} ${message}`, where),
      );
    }
  } catch (error) {
    problems.push(problemOf(place, '/type', error, 'block_schema_failed'));
  }
  return undefined;
}

async function describe(
  place: StepPlace,
  block: RegisteredBlock,
  config: JsonObject,
  problems: Problem[],
): Promise<BlockDescription | undefined> {
  try {
    return await block.describe(config);
  } catch (error) {
    problems.push(problemOf(place, '/config', error, 'block_description_failed'));
    return undefined;
  }
}
