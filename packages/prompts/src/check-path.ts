import { isFieldName } from './get-own.js';
import { positionOf } from './position.js';
import type { Path } from './prompt-ast.js';
import { PromptError } from './prompt-error.js';
import { shorten } from './shorten.js';
import type { StaticScope } from './static-scope.js';

/**
 * Refuses a path that no value could make right.
 *
 * @throws PromptError `unknown_variable`, `prompt_syntax`
 */
export function checkPath(path: Path, scope: StaticScope): void {
  const at = positionOf(path);
  const never = path.parts.find((name) => !isFieldName(name));
  if (never !== undefined) {
    throw new PromptError('unknown_variable', `"${never}" is never a field. Rename it.`, {
      at,
      detail: { name: shorten(path.original), missing: never, known: [] },
    });
  }
  if (path.data) return checkDataPath(path, scope);
  if (path.depth >= scope.contexts.length) {
    throw new PromptError(
      'prompt_syntax',
      `"${shorten(path.original)}" leads out of the prompt: ../ is for use inside {{#each}} and {{#with}}.`,
      { at },
    );
  }
}

const loopNames: readonly string[] = ['index', 'key', 'first', 'last'];

function checkDataPath(path: Path, scope: StaticScope): void {
  const [name = ''] = path.parts;
  if (name === 'root' && path.depth === 0) return;
  if (loopNames.includes(name) && path.parts.length === 1 && path.depth < scope.loops) return;
  const known = ['@root', ...(scope.loops > 0 ? loopNames.map((loop) => `@${loop}`) : [])];
  throw new PromptError(
    'unknown_variable',
    `Unknown variable "${shorten(path.original)}". Known here: ${known.join(', ')}.`,
    { at: positionOf(path), detail: { name: shorten(path.original), missing: name, known } },
  );
}
