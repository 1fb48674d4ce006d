import { compilePrompt, type CompiledPrompt, type PromptState } from './compile-prompt.js';
import { PromptError } from './prompt-error.js';

/**
 * Compiles a `when`: a prompt in which every variable may be missing. A bare expression, such as
 * `valid` or `gt score 3`, stands for the same in braces; positions in errors count those.
 *
 * @throws PromptError
 */
export function compileCondition(source: string): CompiledPrompt {
  const isBare = typeof source === 'string' && !source.includes('{{');
  if (isBare && !/^[^!{}]+$/.test(source.trim())) {
    throw new PromptError(
      'prompt_syntax',
      'A condition is a field, such as valid, or a call, such as gt score 3 or not valid.',
    );
  }
  return compilePrompt(isBare ? `{{${source}}}` : source, { allowMissing: true });
}

const falseTexts: ReadonlySet<string> = new Set(['', 'false', '0', 'null']);

/**
 * Whether a condition holds: not when it renders to nothing, `false`, `0` or `null`.
 *
 * @throws PromptError
 */
export function evaluateCondition(condition: CompiledPrompt, state: PromptState): boolean {
  return !falseTexts.has(condition.render(state).trim());
}
