import { measureUtf8, ValidationError, type Json } from '@datagenflow/contracts';
import { findNonJson } from '../context/find-non-json.js';

const MAX_BYTES = 16 * 1024 * 1024;

/**
 * {@link checkJson} that freezes what it is given, so that it can be shared without copying.
 * @throws as `checkJson` does
 */
export function freezeJson(value: unknown): Json {
  return checkJson(value, Object.freeze);
}

/**
 * Checks that a value is plain JSON of at most 16 MB.
 * @param leave called with each object and array, inner ones first
 * @throws ValidationError `not_json` naming the path of the first value that JSON can't carry;
 * `output_too_large`
 */
export function checkJson(value: unknown, leave?: (inner: object) => void): Json {
  const fits = isWithin(value, mostBytes, leave) || isWithin(value, measureUtf8, leave);
  if (!fits) throw tooLarge();
  return value as Json;
}

/** Whether it is no larger, with texts measured so. Goes no further than that. */
function isWithin(
  value: unknown,
  measure: (text: string) => number,
  leave: ((inner: object) => void) | undefined,
): boolean {
  let bytes = 0;
  const grow = (by: number): void => {
    bytes += by;
    if (bytes > MAX_BYTES) throw ENOUGH;
  };
  try {
    const found = findNonJson(value, {
      meet: (scalar) => grow(typeof scalar === 'string' ? measure(scalar) + 3 : sizeOf(scalar)),
      leave(inner) {
        if (Array.isArray(inner)) grow(inner.length + 2);
        leave?.(inner);
      },
    });
    if (found !== undefined) throw notJson(found.path, found.message);
    return true;
  } catch (error) {
    if (error === ENOUGH) return false;
    throw error;
  }
}

const ENOUGH = new Error('larger than an output may be');

/** As many bytes as a text can have in UTF-8: known without looking at it. */
function mostBytes(text: string): number {
  return 3 * text.length;
}

/** What is said of an output that is no plain JSON. */
export function notJson(path: string, what: string): ValidationError {
  const place = path === '' ? 'The output' : `The output at ${path}`;
  return new ValidationError(`${place} ${what}. Blocks return plain JSON.`, {
    code: 'not_json',
    detail: { path },
  });
}

/** About as many bytes as its JSON has, with what stands around it. */
function sizeOf(scalar: number | boolean | null): number {
  return typeof scalar === 'number' ? 8 : 5;
}

function tooLarge(): ValidationError {
  return new ValidationError(
    `The output is larger than ${MAX_BYTES / 1024 / 1024} MB. Return less, or split the work over a multiplier.`,
    { code: 'output_too_large', detail: { max_bytes: MAX_BYTES } },
  );
}
