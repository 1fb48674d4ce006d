import semver from 'semver';

/** An npm requirement: a package and the versions that will do. */
export interface Requirement {
  name: string;
  /** A semver range; `*` when none was given. */
  range: string;
}

const NAME = /^(?:@[a-z0-9][a-z0-9._-]*\/)?[a-z0-9][a-z0-9._-]*$/;

/** Reads `name@range` or `name`. Tags, URLs, paths and aliases are none: undefined. */
export function parseRequirement(text: string): Requirement | undefined {
  const at = text.indexOf('@', 1);
  const name = at === -1 ? text : text.slice(0, at);
  const range = at === -1 ? '*' : text.slice(at + 1);
  if (!NAME.test(name) || range === '' || semver.validRange(range) === null) return undefined;
  return { name, range };
}

/** The package that an import names: `@scope/name` of `@scope/name/part`. */
export function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
