import { findClosestName } from './find-closest-name.js';
import { describeType } from './format-value.js';
import { getOwn } from './get-own.js';
import { positionOf } from './position.js';
import type { Path } from './prompt-ast.js';
import { PromptError } from './prompt-error.js';
import { shorten } from './shorten.js';

/** One turn of an `{{#each}}`: what `@index`, `@key`, `@first` and `@last` read. */
export interface Loop {
  readonly index: number;
  readonly key: string | number;
  readonly first: boolean;
  readonly last: boolean;
  readonly outer: Loop | undefined;
}

/** Where a path is looked up. */
export interface Scope {
  /** What `this` is. */
  readonly value: unknown;
  /** What `../` leads to. */
  readonly outer: Scope | undefined;
  /** What `@root` is. */
  readonly root: unknown;
  /** Block parameters: the names between bars in `as |item index|`. */
  readonly locals: ReadonlyMap<string, unknown>;
  readonly loop: Loop | undefined;
}

/** Whether the path starts at a block parameter rather than at a field. */
export function startsAtLocal(path: Path, locals: { has(name: string): boolean }): boolean {
  const [name] = path.parts;
  const isExplicit = /^(?:\.|this\b)/.test(path.original);
  return name !== undefined && !path.data && path.depth === 0 && !isExplicit && locals.has(name);
}

/** The one lookup of all paths. `undefined` when something on the way is missing. */
export function lookUp(path: Path, scope: Scope): unknown {
  const { base, names } = findStart(path, scope);
  return names.reduce(getOwn, base);
}

function findStart(path: Path, scope: Scope): { base: unknown; names: readonly string[] } {
  const [name = '', ...rest] = path.parts;
  if (path.data) {
    return name === 'root'
      ? { base: scope.root, names: rest }
      : { base: climb(scope.loop, path.depth), names: path.parts };
  }
  if (startsAtLocal(path, scope.locals)) return { base: scope.locals.get(name), names: rest };
  return { base: climb(scope, path.depth)?.value, names: path.parts };
}

function climb<T extends { readonly outer: T | undefined }>(
  from: T | undefined,
  steps: number,
): T | undefined {
  return steps === 0 ? from : climb(from?.outer, steps - 1);
}

/** The error for a path that `lookUp` did not find: what is known there, and what is nearest. */
export function explainMissing(path: Path, scope: Scope): PromptError {
  const { base, names } = findStart(path, scope);
  let container = base;
  let depth = 0;
  for (; depth < names.length - 1; depth++) {
    const next = getOwn(container, names[depth] ?? '');
    if (next === undefined) break;
    container = next;
  }
  const missing = names[depth] ?? path.original;
  const known = listNames(container);
  const outer = depth === 0 && path.depth === 0 ? findOuter(missing, scope) : undefined;
  const nearest = outer ?? findClosestName(missing, known);
  const where = depth > 0 ? ` in "${shorten(names.slice(0, depth).join('.'))}"` : '';
  return new PromptError(
    'unknown_variable',
    `Unknown variable "${shorten(path.original)}": there is no "${shorten(missing)}"${where}. ` +
      (nearest === undefined ? '' : `Did you mean "${nearest}"? `) +
      `${describeKnown(container, known)} ` +
      'If it may be missing, write {{default field "…"}} or {{#if field}}.',
    {
      at: positionOf(path),
      detail: {
        name: shorten(path.original),
        missing: shorten(missing),
        known: known.slice(0, mostShown).map(shorten),
        ...(nearest !== undefined && { nearest }),
      },
    },
  );
}

const mostShown = 50;

function listNames(container: unknown): string[] {
  if (typeof container !== 'object' || container === null || Array.isArray(container)) return [];
  return Object.keys(container);
}

function findOuter(name: string, scope: Scope): string | undefined {
  let prefix = '../';
  for (let outer = scope.outer; outer !== undefined; outer = outer.outer, prefix += '../') {
    if (getOwn(outer.value, name) !== undefined) return prefix + name;
  }
  return undefined;
}

function describeKnown(container: unknown, known: readonly string[]): string {
  if (Array.isArray(container)) return `It is a list of ${container.length}.`;
  if (typeof container !== 'object' || container === null) {
    return `It is ${describeType(container)}.`;
  }
  if (known.length === 0) return 'Nothing is known there.';
  const more = known.length > mostShown ? ` and ${known.length - mostShown} more` : '';
  return `Known there: ${known.slice(0, mostShown).map(shorten).join(', ')}${more}.`;
}
