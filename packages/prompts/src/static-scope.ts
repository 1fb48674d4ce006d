import { findHelper } from './helpers/prompt-helpers.js';
import { nameOf, type Block, type Expression, type Path } from './prompt-ast.js';
import { fieldKey } from './prompt-fields.js';
import { startsAtLocal } from './prompt-scope.js';

/** A path from the root, or `undefined` for what only rendering can tell: an element of a list. */
type RootPath = readonly string[] | undefined;

/** What is known of a place in a prompt without rendering it. */
export interface StaticScope {
  /** What `this` is, the innermost last. */
  readonly contexts: readonly RootPath[];
  /** Block parameters. */
  readonly locals: ReadonlyMap<string, RootPath>;
  /** The number of `{{#each}}` around. */
  readonly loops: number;
  readonly depth: number;
  /** Fields, by `fieldKey`, that an `{{#if}}` around has found. */
  readonly present: ReadonlySet<string>;
}

/** The scope of a whole prompt. */
export const rootScope: StaticScope = {
  contexts: [[]],
  locals: new Map(),
  loops: 0,
  depth: 0,
  present: new Set(),
};

/** The path from the root that a path means here. */
export function resolvePath(path: Path, scope: StaticScope): RootPath {
  const [name = '', ...rest] = path.parts;
  if (path.data) return name === 'root' ? rest : undefined;
  if (startsAtLocal(path, scope.locals)) {
    const local = scope.locals.get(name);
    return local && [...local, ...rest];
  }
  const context = scope.contexts.at(-1 - path.depth);
  return context && [...context, ...path.parts];
}

/** The scope inside an `{{#each}}` or `{{#with}}`. */
export function enterBlock(block: Block, subject: Expression, scope: StaticScope): StaticScope {
  const isEach = nameOf(block) === 'each';
  const isPath = subject.type === 'PathExpression';
  const context = isPath && !isEach ? resolvePath(subject, scope) : undefined;
  const names = block.program?.blockParams ?? [];
  return {
    ...scope,
    contexts: [...scope.contexts, context],
    locals: new Map([...scope.locals, ...names.map((name) => [name, context] as const)]),
    loops: scope.loops + (isEach ? 1 : 0),
  };
}

/** The fields that are there when the condition is true, besides those already known. */
export function findGuards(condition: Expression, scope: StaticScope): ReadonlySet<string> {
  const paths = pathsWhenTrue(condition).map((path) => resolvePath(path, scope));
  const keys = paths.filter((path) => path !== undefined).map(fieldKey);
  return new Set([...scope.present, ...keys]);
}

function pathsWhenTrue(condition: Expression): Path[] {
  if (condition.type !== 'SubExpression') return pathsWhenPresent(condition);
  const name = nameOf(condition);
  if (name === 'and') return condition.params.flatMap(pathsWhenTrue);
  const isFixed = condition.params.some((param) => 'value' in param && param.value !== null);
  if (name === 'eq' && isFixed) return condition.params.flatMap(pathsWhenPresent);
  return pathsWhenPresent(condition);
}

function pathsWhenPresent(expression: Expression): Path[] {
  if (expression.type === 'PathExpression') return [expression];
  if (expression.type !== 'SubExpression') return [];
  const helper = findHelper(nameOf(expression));
  return helper?.takesMissing ? [] : expression.params.flatMap(pathsWhenPresent);
}
