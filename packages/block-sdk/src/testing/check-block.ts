import type { Json, JsonObject } from '@datagenflow/contracts';
import { blockLabel } from '../block/block-type.js';
import { instantiate, type BlockInstance } from '../host/instantiate.js';
import type { BlockClass } from '../host/is-block-class.js';
import { readDefinition, type CompleteDefinition } from '../host/read-definition.js';
import type { BlockProblem, BlockReport } from './block-report.js';
import { checkConfigSchema } from './check-config-schema.js';
import { checkRuns } from './check-runs.js';
import type { TestModels } from './test-models.js';

/** What to run the block with. */
export interface CheckBlockOptions {
  /** Absent: defaults only. */
  config?: JsonObject;
  /** Absent: each required field holds a text. */
  state?: JsonObject;
  /** Models for one run; called for each. */
  llm?: () => TestModels;
  /** How long a run may take, in milliseconds. Default 10,000. */
  timeoutMs?: number;
  /** How long a cancelled run may take to end, in milliseconds. Default 2,000. */
  graceMs?: number;
}

/**
 * Checks that a block keeps the rules: its schema compiles, its defaults fit it, it returns
 * declared outputs of plain JSON, leaves the state alone, ends when cancelled, and two instances
 * give the same. Throws nothing.
 * @example assert.deepEqual((await checkBlock(MyBlock)).problems, [])
 */
export async function checkBlock(
  blockClass: unknown,
  options: CheckBlockOptions = {},
): Promise<BlockReport> {
  const problems: BlockProblem[] = [];
  const definition = attempt(
    () => readDefinition(blockClass, labelOf(blockClass)),
    'definition',
    problems,
  );
  if (definition !== undefined) {
    problems.push(...checkConfigSchema(definition.config_schema));
    try {
      problems.push(...(await checkInstance(blockClass as BlockClass, definition, options)));
    } catch (error) {
      problems.push(toProblem(error, 'runs'));
    }
  }
  return { ok: problems.every(({ severity }) => severity !== 'error'), problems };
}

async function checkInstance(
  blockClass: BlockClass,
  definition: CompleteDefinition,
  options: CheckBlockOptions,
): Promise<BlockProblem[]> {
  const problems: BlockProblem[] = [];
  const rule = options.config === undefined ? 'config_defaults' : 'runs';
  const open = (): BlockInstance => instantiate(blockClass, structuredClone(options.config ?? {}));
  const instance = attempt(open, rule, problems);
  if (instance === undefined) return problems;
  const required = attempt(() => instance.requiredFields(instance.config), 'runs', problems);
  const outputs = attempt(() => instance.describeOutputs(instance.config), 'runs', problems);
  if (required === undefined || outputs === undefined) return problems;
  const sample = required.map((field): [string, Json] => [field, `a text for ${field}`]);
  return checkRuns(open, {
    declared: { ...definition, outputs },
    state: options.state ?? Object.fromEntries(sample),
    isSample: options.state === undefined || options.llm === undefined,
    llm: options.llm,
    timeoutMs: options.timeoutMs ?? 10_000,
    graceMs: options.graceMs ?? 2_000,
  });
}

function labelOf(value: unknown): string {
  return typeof value === 'function' ? blockLabel(value) : '';
}

function attempt<T>(
  act: () => T,
  rule: BlockProblem['rule'],
  problems: BlockProblem[],
): T | undefined {
  try {
    return act();
  } catch (error) {
    problems.push(toProblem(error, rule));
    return undefined;
  }
}

function toProblem(error: unknown, rule: BlockProblem['rule']): BlockProblem {
  const message = error instanceof Error ? error.message : String(error);
  return { rule, severity: 'error', message };
}
