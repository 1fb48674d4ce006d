import type { Json } from '@datagenflow/contracts';
import { stripFence } from './strip-fence.js';

/** The value of a JSON document, or why it is none. */
export type ParsedJson = { ok: true; value: Json } | { ok: false; reason: string };

const MAX_DEPTH = 500;

/**
 * Parses JSON, also when a Markdown fence stands around the whole document. A valid document is
 * taken exactly as it is. Values nested deeper than 500 levels are refused, and whole numbers that
 * would become others by being read.
 */
export function parseJson(text: string): ParsedJson {
  const whole = parse(text);
  if (whole.ok) return whole;
  const inner = stripFence(text);
  return inner === text ? whole : parse(inner);
}

function parse(text: string): ParsedJson {
  let value: Json;
  try {
    value = JSON.parse(text, refuseRounding) as Json;
  } catch (error) {
    if (error instanceof RangeError) return { ok: false, reason: 'nested too deeply' };
    return { ok: false, reason: error instanceof Error ? error.message : String(error) };
  }
  return isTooDeep(value) ? { ok: false, reason: 'nested too deeply' } : { ok: true, value };
}

function refuseRounding(_key: string, value: unknown, context?: { source?: string }): unknown {
  const source = context?.source;
  const isExact = typeof value !== 'number' || Number.isSafeInteger(value);
  if (isExact || source === undefined || !/^-?\d+$/.test(source) || String(value) === source) {
    return value;
  }
  throw new SyntaxError(`the number ${source} can't be kept exactly; write it as a text`);
}

function isTooDeep(value: Json): boolean {
  let level: Json[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MAX_DEPTH) return true;
    level = level.flatMap((item) =>
      typeof item === 'object' && item !== null ? Object.values(item) : [],
    );
  }
  return false;
}
