import type { Json } from '@datagenflow/contracts';

/** A JSON value found in a text, or why there is none. */
export type Extraction = { found: true; value: Json } | { found: false; reason: string };

/**
 * The JSON value of an answer: the whole text, else the first fenced block, else the first
 * balanced object or array. A text that is valid JSON is taken exactly as it is.
 */
export function extractJson(text: string): Extraction {
  const whole = tryParse(text);
  if (whole.found) return whole;
  for (const fence of text.matchAll(/```[^\n`]*\n([\s\S]*?)```/g)) {
    const fenced = tryParse(fence[1] ?? '');
    if (fenced.found) return fenced;
  }
  return firstBalanced(text) ?? whole;
}

function tryParse(text: string): Extraction {
  try {
    return { found: true, value: JSON.parse(text.replace(/^\uFEFF/, ''), refuseRounding) as Json };
  } catch (error) {
    return { found: false, reason: error instanceof Error ? error.message : String(error) };
  }
}

/** An integer beyond 2^53 would silently become another one. */
function refuseRounding(_key: string, value: unknown, context?: { source?: string }): unknown {
  const source = context?.source;
  if (typeof value !== 'number' || source === undefined || Number.isSafeInteger(value))
    return value;
  if (/^-?\d+$/.test(source) && String(value) !== source) {
    throw new SyntaxError(`the number ${source} can't be kept exactly; write it as a string`);
  }
  return value;
}

/** Only the outermost candidates count: a part of something broken is not an answer. */
function firstBalanced(text: string): Extraction | undefined {
  let from = 0;
  for (;;) {
    const offset = text.slice(from).search(/[{[]/);
    if (offset < 0) return undefined;
    const start = from + offset;
    const end = endOfValue(text, start);
    if (end === undefined) return undefined;
    const candidate = tryParse(text.slice(start, end));
    if (candidate.found) return candidate;
    from = end;
  }
}

/** The index behind the bracket that closes the one at `start`; undefined when none does. */
function endOfValue(text: string, start: number): number | undefined {
  let depth = 0;
  let inString = false;
  for (let index = start; index < text.length; index += 1) {
    const char = text[index];
    if (inString) {
      if (char === '\\') index += 1;
      else if (char === '"') inString = false;
    } else if (char === '"') inString = true;
    else if (char === '{' || char === '[') depth += 1;
    else if (char === '}' || char === ']') {
      depth -= 1;
      if (depth === 0) return index + 1;
    }
  }
  return undefined;
}
