import { compileCondition, compilePrompt, PromptError } from '@datagenflow/prompts';
import { DataGenFlowError, type JsonObject, type Problem, type SavedStep } from '@datagenflow/contracts';
import type { RegisteredBlock } from '@datagenflow/registry';
import { promptsOf } from './prompts-of.js';
import { stepProblem, type StepPlace } from './problem-of.js';
import type { CompileOptions } from './compile-pipeline.js';
import type { CompiledStep } from './compiled-pipeline.js';

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
  if (problems.some(({ severity }) => severity === 'error')) return { problems, step: undefined };
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

function checkConfig(
  place: StepPlace,
  config: JsonObject,
  block: RegisteredBlock,
  { schemas }: CompileOptions,
  problems: Problem[],
): JsonObject | undefined {
  const result = schemas
    .compile<JsonObject>(block.info.config_schema, { useDefaults: true, allIssues: true })
    .check(config);
  if (result.ok) return result.value;
  for (const { path, message } of result.issues) {
    const where = path === '' ? 'config' : `config${path}`;
    problems.push(
      stepProblem(place, 'config_invalid', 'error', `${where} ${message}`, {
        path: `/config${path}`,
      }),
    );
  }
  return undefined;
}

function checkWhen(place: StepPlace, source: string, problems: Problem[]) {
  try {
    return compileCondition(source);
  } catch (error) {
    problems.push(promptProblem(place, '/when', error));
    return undefined;
  }
}

function checkPrompts(
  place: StepPlace,
  config: JsonObject,
  block: RegisteredBlock,
  problems: Problem[],
): void {
  for (const { path, source } of promptsOf(block.info.config_schema, config)) {
    try {
      compilePrompt(source);
    } catch (error) {
      problems.push(promptProblem(place, `/config${path}`, error));
    }
  }
}

function promptProblem(place: StepPlace, path: string, error: unknown): Problem {
  if (!(error instanceof PromptError)) throw error;
  return stepProblem(place, error.code, 'error', error.message, { path });
}

async function describe(
  place: StepPlace,
  block: RegisteredBlock,
  config: JsonObject,
  problems: Problem[],
) {
  try {
    return await block.describe(config);
  } catch (error) {
    if (!(error instanceof DataGenFlowError)) throw error;
    problems.push(stepProblem(place, error.code, 'error', error.message, { path: '/config' }));
    return undefined;
  }
}

function checkRenames(
  place: StepPlace,
  step: SavedStep,
  outputs: readonly string[],
  problems: Problem[],
): ReadonlyMap<string, string> {
  const renames = new Map(Object.entries(step.outputs ?? {}));
  const isOpen = outputs.includes('*');
  for (const [output, field] of renames) {
    if (!isOpen && !outputs.includes(output)) {
      const message = `outputs renames '${output}', which ${step.type} does not write`;
      const hint = `It writes ${outputs.join(', ') || 'nothing'}.`;
      problems.push(
        stepProblem(place, 'unknown_output', 'error', message, { path: '/outputs', hint }),
      );
    }
    if (field === 'metadata') {
      problems.push(reservedField(place, '/outputs'));
    }
  }
  const written = isOpen ? [...renames.values()] : outputs.map((name) => renames.get(name) ?? name);
  if (written.includes('metadata') && ![...renames.values()].includes('metadata')) {
    problems.push(reservedField(place, '/config'));
  }
  for (const field of new Set(written.filter((name, i) => written.indexOf(name) !== i))) {
    const message = `Two outputs of this step would both be written to '${field}'`;
    problems.push(
      stepProblem(place, 'duplicate_output', 'error', message, {
        path: '/outputs',
        fields: [field],
      }),
    );
  }
  return renames;
}

function reservedField(place: StepPlace, path: string): Problem {
  return stepProblem(
    place,
    'reserved_field',
    'error',
    "No step can write 'metadata': it always means the seed’s own values",
    { path, fields: ['metadata'], hint: 'Rename the output with outputs.' },
  );
}
