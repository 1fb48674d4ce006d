import {
  BlockExecutionError,
  DataGenFlowError,
  type Failure,
  type JsonObject,
} from '@datagenflow/contracts';
import type { CompiledStep } from '../compile/compiled-pipeline.js';

const MAX_CHARACTERS = 64 * 1024;

/**
 * What a step threw, wrapped once: with the block, the step and a code. Fit to be stored.
 * @param scrub takes secrets out of a text
 */
export function failureOf(
  step: CompiledStep,
  error: unknown,
  scrub: (text: string) => string = (text) => text,
): Failure {
  const place = { block_type: step.type, step: step.index + 1, step_id: step.id };
  const reason = scrub(shorten(describe(error)));
  const known =
    error instanceof DataGenFlowError ? error : new BlockExecutionError(reason, { cause: error });
  const namesBlock = known.code === 'undeclared_output';
  return {
    code: known.code,
    message: namesBlock ? reason : `Block '${step.type}' failed at step ${place.step}: ${reason}`,
    detail: { ...toJson(known.detail, scrub), ...place },
  };
}

function describe(error: unknown): string {
  if (typeof error !== 'object' || error === null) return String(error);
  if ('message' in error && typeof error.message === 'string' && error.message !== '') {
    return error.message;
  }
  return error instanceof Error ? error.name : (stringify(error) ?? 'something that is no error');
}

/** As plain JSON; nothing when it can’t be or is too large. */
function toJson(detail: Record<string, unknown>, scrub: (text: string) => string): JsonObject {
  const text = stringify(detail);
  if (text === undefined || text.length > MAX_CHARACTERS) return {};
  const scrubStrings = (_key: string, value: unknown): unknown =>
    typeof value === 'string' ? scrub(value) : value;
  return JSON.parse(text, scrubStrings) as JsonObject;
}

function stringify(value: object): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}

function shorten(text: string): string {
  return text.length > MAX_CHARACTERS ? `${text.slice(0, MAX_CHARACTERS)} …` : text;
}
