import { inspectPrompt } from './inspect-prompt.js';
import { findJinjaHabit } from './jinja-habits.js';
import { parsePrompt } from './parse-prompt.js';
import { nameOf, type Expression, type Mustache, type Program } from './prompt-ast.js';
import { PromptError, type PromptErrorCode } from './prompt-error.js';
import type { PromptFields } from './prompt-fields.js';
import { RenderRun } from './render-run.js';
import { resolvePath, rootScope } from './static-scope.js';

/** The values that prompts read, by field name. `metadata` holds the seed's own values. */
export type PromptState = Readonly<Record<string, unknown>>;

export interface CompileOptions {
  /** Missing variables are nothing instead of an error, everywhere in the prompt. */
  readonly allowMissing?: boolean;
}

/** A prompt that is known to be well formed. It holds no state and can be rendered many times. */
export interface CompiledPrompt extends PromptFields {
  readonly source: string;
  /** Set when the prompt is exactly one path, such as `{{a.b}}`, but for white space around it. */
  readonly singlePath?: readonly string[];
  /** Set when the prompt is exactly one `{{json …}}`, but for white space around it. */
  readonly singleJson?: true;
  /**
   * The text. What the state holds is data: it is never read as a prompt.
   *
   * @throws PromptError `unknown_variable`, `helper_argument`, `prompt_output_limit`
   */
  render(state: PromptState): string;
  /** Only with `singlePath` or `singleJson`: the value itself, with its type. Throws as `render`. */
  value?(state: PromptState): unknown;
}

/**
 * Checks a prompt and prepares it for rendering. Sources of any type may be passed; those that
 * are not text are refused.
 *
 * @throws PromptError
 * @example
 * compilePrompt('Hello {{upper name}}!').render({ name: 'Ada' }); // 'Hello ADA!'
 */
export function compilePrompt(source: string, options: CompileOptions = {}): CompiledPrompt {
  const allowMissing = options.allowMissing ?? false;
  const { program, fields } = parseAndInspect(source, allowMissing);
  const single = findSingle(program);
  return {
    source,
    ...fields,
    ...single?.kind,
    render: (state) => new RenderRun(state, allowMissing).render(program),
    ...(single && {
      value: (state: PromptState) => new RenderRun(state, allowMissing).evaluate(single.expression),
    }),
  };
}

const maybeJinja: readonly PromptErrorCode[] = [
  'prompt_syntax',
  'unknown_helper',
  'helper_argument',
];

function parseAndInspect(
  source: string,
  allowMissing: boolean,
): { program: Program; fields: PromptFields } {
  try {
    const program = parsePrompt(source);
    return { program, fields: inspectPrompt(program, allowMissing) };
  } catch (error) {
    const isMaybeJinja = error instanceof PromptError && maybeJinja.includes(error.code);
    throw (isMaybeJinja && findJinjaHabit(source)) || error;
  }
}

interface Single {
  readonly expression: Expression;
  readonly kind: Pick<CompiledPrompt, 'singlePath' | 'singleJson'>;
}

function findSingle(program: Program): Single | undefined {
  const statements = program.body.filter(
    (statement) => statement.type !== 'ContentStatement' || statement.value.trim() !== '',
  );
  const [mustache] = statements;
  if (statements.length !== 1 || mustache?.type !== 'MustacheStatement') return undefined;
  return mustache.params.length === 0 ? findPath(mustache) : findJson(mustache);
}

function findPath({ path }: Mustache): Single | undefined {
  const singlePath = path.type === 'PathExpression' ? resolvePath(path, rootScope) : undefined;
  return singlePath && { expression: path, kind: { singlePath } };
}

function findJson(mustache: Mustache): Single | undefined {
  const [argument] = mustache.params;
  const isJson = nameOf(mustache) === 'json';
  return isJson && argument ? { expression: argument, kind: { singleJson: true } } : undefined;
}
