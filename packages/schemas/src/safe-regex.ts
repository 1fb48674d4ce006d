import { RE2JS } from 're2js';
import { RegexError } from './regex-error.js';

/** One place where a pattern was found. */
export interface RegexMatch {
  text: string;
  /** Offset in UTF-16 units. */
  index: number;
  /** Captured groups from 1 on; null for a group that took no part. */
  groups: (string | null)[];
}

/** A compiled pattern whose running time is linear in the text. */
export interface SafeRegex {
  readonly source: string;
  readonly flags: string;
  /** Whether any part of the text matches. */
  test(text: string): boolean;
  /** The first match, or null. */
  find(text: string): RegexMatch | null;
  /** All matches that do not overlap, from left to right. */
  findAll(text: string): RegexMatch[];
  /** `/source/flags`. */
  toString(): string;
}

const MAX_LENGTH = 4_096;
const FLAGS: Readonly<Record<string, number>> = {
  i: RE2JS.CASE_INSENSITIVE,
  m: RE2JS.MULTILINE,
  s: RE2JS.DOTALL,
  u: 0,
};

/**
 * Compiles a user’s pattern in JavaScript syntax so that no text can make it hang. The flags are
 * `i`, `m`, `s` and `u` (which is always on).
 * @throws RegexError when it is malformed, longer than 4,096 characters, or uses look-around or
 * back-references.
 */
export function safeRegex(pattern: string, flags = ''): SafeRegex {
  const re = compile(pattern, readFlags(pattern, flags));
  return {
    source: pattern,
    flags,
    test: (text) => re.test(text),
    find: (text) => {
      const found = re.exec(text);
      return found === null ? null : toMatch(found);
    },
    findAll: (text) => Array.from(re.matchAll(text), toMatch),
    toString: () => `/${pattern}/${flags}`,
  };
}

function readFlags(pattern: string, flags: string): number {
  let bits = 0;
  for (const flag of flags) {
    if (!Object.hasOwn(FLAGS, flag)) {
      throw new RegexError(
        'regex_unsupported',
        `Regex flag '${flag}' is not supported. Use i, m, s or u.`,
        pattern,
      );
    }
    bits |= FLAGS[flag] ?? 0;
  }
  return bits;
}

function compile(pattern: string, flags: number): RE2JS {
  if (pattern.length > MAX_LENGTH) {
    throw new RegexError(
      'regex_unsupported',
      `The regex has ${pattern.length} characters, ${MAX_LENGTH} are allowed. Split it.`,
      pattern.slice(0, 100),
    );
  }
  const unsupported = findUnsupported(pattern);
  if (unsupported !== null) {
    throw new RegexError(
      'regex_unsupported',
      `The regex uses ${unsupported}, which can't be matched in linear time. Write it without.`,
      pattern,
    );
  }
  try {
    return RE2JS.compile(RE2JS.translateRegExp(pattern), flags);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new RegexError(
      'regex_invalid',
      `The regex is not valid: ${reason.replace('error parsing regexp: ', '')}.`,
      pattern,
    );
  }
}

/** Names the first construct that needs backtracking, outside of classes and escapes. */
function findUnsupported(pattern: string): string | null {
  let inClass = false;
  for (let at = 0; at < pattern.length; at += 1) {
    const char = pattern[at];
    const rest = pattern.slice(at, at + 4);
    if (char === '\\') {
      if (!inClass && /^\\(?:[1-9]|k<)/.test(rest)) return `a back-reference (${rest.slice(0, 2)})`;
      at += 1;
    } else if (inClass) {
      inClass = char !== ']';
    } else if (char === '[') {
      inClass = true;
    } else {
      const group = /^\(\?(?:<?[=!]|>)/.exec(rest)?.[0];
      if (group !== undefined) {
        return group === '(?>' ? 'an atomic group (?>' : `look-around ${group}`;
      }
    }
  }
  return null;
}

function toMatch(found: RegExpMatchArray | (string | null | undefined)[]): RegexMatch {
  const [text, ...groups] = found;
  const index = 'index' in found ? found.index : undefined;
  return { text: text ?? '', index: index ?? 0, groups: groups.map((group) => group ?? null) };
}
