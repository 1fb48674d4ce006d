import { findClosestName } from './find-closest-name.js';
import type { PromptHelper } from './helpers/prompt-helper.js';
import { findHelper, promptBlocks, promptHelpers } from './helpers/prompt-helpers.js';
import { positionOf } from './position.js';
import { nameOf, type Block, type Callable } from './prompt-ast.js';
import { PromptError } from './prompt-error.js';
import { shorten } from './shorten.js';

/**
 * The helper that is called. Refuses one that does not exist or takes another number of arguments.
 *
 * @throws PromptError `unknown_helper`, `helper_argument`
 */
export function requireHelper(call: Callable): PromptHelper {
  const name = nameOf(call);
  const helper = findHelper(name);
  if (helper === undefined) throw unknownHelper(call, name);
  const count = call.params.length;
  if (call.hash !== undefined || count < helper.minArguments || count > helper.maxArguments) {
    throw new PromptError('helper_argument', `Write it as: ${helper.signature}.`, {
      at: positionOf(call),
      detail: { helper: name },
    });
  }
  return helper;
}

/**
 * Refuses a block that does not exist or is not written as its signature says.
 *
 * @throws PromptError `unknown_helper`, `helper_argument`
 */
export function checkBlock(block: Block): void {
  const name = nameOf(block);
  const allowedNames = blockParameters.get(name);
  if (allowedNames === undefined) throw unknownHelper(block, name);
  const names = block.program?.blockParams ?? [];
  if (block.params.length !== 1 || block.hash !== undefined || names.length > allowedNames) {
    const signature = promptBlocks.find((known) => known.name === name)?.signature ?? name;
    throw new PromptError('helper_argument', `Write it as {{${signature}}}.`, {
      at: positionOf(block),
      detail: { helper: name },
    });
  }
}

const blockParameters: ReadonlyMap<string, number> = new Map([
  ['if', 0],
  ['unless', 0],
  ['each', 2],
  ['with', 1],
]);

function unknownHelper(call: Callable, name: string): PromptError {
  const isBlock = blockParameters.has(name);
  const isBlockUse = 'type' in call && call.type === 'BlockStatement';
  const known = (isBlockUse ? promptBlocks : promptHelpers).map((helper) => helper.name);
  const nearest = findClosestName(name, known);
  const advice = isBlockUse
    ? `Blocks are {{#if …}}, {{#unless …}}, {{#each …}} and {{#with …}}.`
    : isBlock
      ? `Write {{#${name} …}}…{{/${name}}}.`
      : `${nearest === undefined ? '' : `Did you mean "${nearest}"? `}Known: ${known.join(', ')}.`;
  return new PromptError(
    'unknown_helper',
    `There is no ${isBlockUse ? 'block' : 'helper'} "${shorten(name)}". ${advice}`,
    {
      at: positionOf(call),
      detail: { name: shorten(name), known, ...(nearest !== undefined && { nearest }) },
    },
  );
}
