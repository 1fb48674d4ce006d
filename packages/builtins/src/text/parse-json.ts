import type { Json } from '@datagenflow/contracts';
import { stripFence } from './strip-fence.js';

/** The value of a JSON document, or why it is none. */
export type ParsedJson = { ok: true; value: Json } | { ok: false; reason: string };

const MAX_DEPTH = 500;

/**
 * Parses JSON, also when a Markdown fence stands around the whole document. A valid document is
 * taken exactly as it is. Values nested deeper than 500 levels are refused.
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
    value = JSON.parse(text) as Json;
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : String(error) };
  }
  return isTooDeep(value) ? { ok: false, reason: 'nested too deeply' } : { ok: true, value };
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
