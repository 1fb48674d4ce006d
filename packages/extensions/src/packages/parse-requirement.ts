import npa from 'npm-package-arg';
import validateName from 'validate-npm-package-name';

/** Scopes of anything else pass as valid. */
const NAME = /^(@[a-z0-9._~-]+\/)?[a-z0-9._~-]+$/;

/** An npm requirement: a package and the versions that will do. */
export interface Requirement {
  name: string;
  /** A semver range; `*` when none was given. */
  range: string;
}

/**
 * Reads `name@range` or `name`. Tags, URLs, paths, aliases and anything that npm could take for an
 * option are none: undefined.
 */
export function parseRequirement(text: string): Requirement | undefined {
  const parsed = parse(text);
  if (parsed === undefined || !['version', 'range'].includes(parsed.type)) return undefined;
  const { name, rawSpec, fetchSpec } = parsed;
  if (name === null || text.endsWith('@')) return undefined;
  if (!validateName(name).validForNewPackages || !NAME.test(name)) return undefined;
  const range = rawSpec === '*' ? '*' : (fetchSpec ?? '');
  return /^[\w.*|<>=~^ +-]+$/.test(range) ? { name, range } : undefined;
}

/** The package that an import names: `@scope/name` of `@scope/name/part`. */
export function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

function parse(text: string): npa.Result | undefined {
  try {
    return npa(text);
  } catch {
    return undefined;
  }
}
