import type { ErrorObject } from 'ajv';
import { findBranch } from './find-branch.js';
import type { Issue } from './issue.js';
import { nearestNames } from './nearest-names.js';

const MAX_ISSUES = 20;

/**
 * Ajv’s errors in words for people: each place once, alternatives joined, of alternatives told apart
 * by a literal such as `type` only the one that is meant. At most 20.
 */
export function describeErrors(errors: readonly ErrorObject[]): Issue[] {
  const unions = errors.filter((error) => error.keyword === 'anyOf' || error.keyword === 'oneOf');
  const outermost = unions.filter((union) => !unions.some((other) => isWithin(union, other)));
  const issues = errors
    .filter((error) => error.keyword !== 'if')
    .filter((error) => !outermost.some((union) => isWithin(error, union)))
    .flatMap((error) =>
      outermost.includes(error) ? describeUnion(error, errors) : describe(error),
    );
  const unique = new Map(issues.map((issue) => [`${issue.path} ${issue.message}`, issue]));
  return [...unique.values()].slice(0, MAX_ISSUES);
}

function isWithin(error: ErrorObject, union: ErrorObject): boolean {
  return error !== union && error.schemaPath.startsWith(`${union.schemaPath}/`);
}

function describeUnion(union: ErrorObject, errors: readonly ErrorObject[]): Issue[] {
  const chosen = describeBranch(union, errors);
  return chosen.length > 0 ? chosen : [describeBranches(union, errors)];
}

/** What is wrong by the one branch that the value is meant for; nothing when none is. */
function describeBranch(union: ErrorObject, errors: readonly ErrorObject[]): Issue[] {
  const choice = findBranch(union);
  if (choice === undefined) return [];
  if (choice.branch >= 0) {
    const start = `${union.schemaPath}/${choice.branch}/`;
    return describeErrors(errors.filter(({ schemaPath }) => schemaPath.startsWith(start)));
  }
  const path = `${union.instancePath}/${escape(choice.property)}`;
  const expected = oneOf(choice.literals);
  return [{ path, message: choice.given === undefined ? `is required and ${expected}` : expected }];
}

function describeBranches(union: ErrorObject, errors: readonly ErrorObject[]): Issue {
  const branches = errors.filter((error) => isWithin(error, union));
  const deeper = branches.filter((error) => error.instancePath.length > union.instancePath.length);
  const [deep] = deeper;
  if (deep !== undefined) return describe(deep);
  const literals = branches.flatMap(literalsOf);
  const messages = branches
    .filter((error) => literalsOf(error).length === 0)
    .map((error) => describeWithin(error, union));
  if (literals.length > 0) messages.unshift(oneOf(literals));
  const message = [...new Set(messages)].slice(0, 4).join(', or ');
  return { path: union.instancePath, message: message || (union.message ?? 'is not valid') };
}

function describeWithin(error: ErrorObject, union: ErrorObject): string {
  const { path, message } = describe(error);
  const inner = path.slice(union.instancePath.length + 1);
  return inner === '' ? message : `${inner} ${message}`;
}

function literalsOf(error: ErrorObject): unknown[] {
  if (error.keyword === 'const') return [error.params['allowedValue']];
  return error.keyword === 'enum' ? (error.params['allowedValues'] as unknown[]) : [];
}

function describe(error: ErrorObject): Issue {
  const path = error.instancePath;
  switch (error.keyword) {
    case 'type':
      return { path, message: `must be ${[error.params['type']].flat().join(' or ')}` };
    case 'const':
    case 'enum':
      return { path, message: oneOf(literalsOf(error)) };
    case 'required':
      return { path: `${path}/${escape(error.params['missingProperty'])}`, message: 'is required' };
    case 'additionalProperties':
    case 'unevaluatedProperties':
      return describeUnknownKey(error);
    case 'false schema':
      return { path, message: 'is not allowed here' };
    case 'minLength':
      return { path, message: `must ${atLeast(error.params['limit'], 'character')}` };
    case 'minItems':
      return { path, message: `must ${atLeast(error.params['limit'], 'item')}` };
    default:
      return {
        path,
        message: (error.message ?? `breaks '${error.keyword}'`).replace(' NOT ', ' not '),
      };
  }
}

function describeUnknownKey(error: ErrorObject): Issue {
  const key = String(
    error.params['additionalProperty'] ?? error.params['unevaluatedProperty'] ?? '',
  );
  const known = Object.keys((error.parentSchema?.['properties'] as object | undefined) ?? {});
  const [nearest] = nearestNames(key, known, 1);
  const hint =
    nearest !== undefined
      ? `; did you mean "${nearest}"?`
      : known.length > 0
        ? `; known are ${known.slice(0, 20).join(', ')}`
        : '';
  return { path: `${error.instancePath}/${escape(key)}`, message: `unknown key "${key}"${hint}` };
}

function atLeast(limit: unknown, what: string): string {
  return limit === 1 ? 'not be empty' : `have at least ${String(limit)} ${what}s`;
}

function oneOf(values: readonly unknown[]): string {
  const listed = values.slice(0, 20).map((value) => JSON.stringify(value));
  return values.length === 1 ? `must be ${listed[0]}` : `must be one of: ${listed.join(', ')}`;
}

function escape(key: unknown): string {
  return String(key).replaceAll('~', '~0').replaceAll('/', '~1');
}
