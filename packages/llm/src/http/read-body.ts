import type { Json, JsonObject } from '@datagenflow/contracts';
import { ModelError } from '../errors/model-error.js';
import { isObject, textOf } from '../structured/schema-nodes.js';
import { httpFailure, type Subject } from './failure.js';

/**
 * The JSON object in a body that came with a good status.
 * @throws ModelError `truncated_answer` when the JSON ends early, `model_unreachable` when it is
 * something else, and what the body tells of when it is an error.
 */
export function readBody(text: string, subject: Subject): JsonObject {
  const body = parse(text, subject);
  if (!isObject(body)) throw notAnAnswer(text, subject);
  const error = body['error'];
  if (isObject(error) && !('choices' in body) && !('data' in body)) {
    const status = Number(error['status'] ?? error['code']);
    const told = {
      status: status >= 400 && status < 600 ? status : 500,
      code: textOf(error['code'] ?? error['type']),
      message: textOf(error['message'] ?? 'no reason'),
    };
    throw httpFailure(told, subject).error;
  }
  return body;
}

function parse(text: string, subject: Subject): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    if (!/^\s*(?:\{|$)/.test(text)) throw notAnAnswer(text, subject);
    throw new ModelError(
      'truncated_answer',
      `The answer of the model '${subject.model}' broke off in the middle. Try again.`,
      { detail: { model: subject.model, received_chars: text.length } },
    );
  }
}

function notAnAnswer(text: string, { model, baseUrl }: Subject): ModelError {
  return new ModelError(
    'model_unreachable',
    `${baseUrl} answered with something that is no API answer: ${text.slice(0, 80)} … ` +
      `Correct the endpoint of the model '${model}'; it often ends in /v1.`,
    { detail: { model } },
  );
}
