import {
  ValidationError,
  type ChatRequest,
  type EmbedRequest,
  type GenerateRequest,
  type Json,
  type Usage,
} from '@datagenflow/contracts';
import { compileSchema, formatIssues } from '@datagenflow/schemas';
import { TestError } from './test-error.js';
import type { TestModels } from './test-models.js';

/** A request as a scripted model got it. */
export type ScriptedRequest =
  | ({ kind: 'chat' } & ChatRequest)
  | ({ kind: 'generate' } & GenerateRequest)
  | ({ kind: 'embed' } & EmbedRequest);

/**
 * One answer: text for `chat`, a value for `generate`, vectors for `embed`, an error to throw, or
 * a function of the request that gives one of these.
 */
export type ScriptedAnswer = Json | Error | ((request: ScriptedRequest) => Json | Error);

/** Models that answer from a list, in the order of the calls. */
export interface ScriptedLlm extends TestModels {
  /** What was asked so far. */
  readonly requests: readonly ScriptedRequest[];
}

/**
 * Models that give these answers, one per call, and count a token per four characters.
 * `generate` refuses a value that does not fit its schema, as a real model client does.
 * @example scriptedLlm(['Paris', { city: 'Paris' }])
 */
export function scriptedLlm(answers: readonly ScriptedAnswer[]): ScriptedLlm {
  const requests: ScriptedRequest[] = [];

  const answer = (request: ScriptedRequest): Json => {
    const scripted = answers[requests.length];
    requests.push(request);
    if (scripted === undefined) {
      throw new TestError(
        `scriptedLlm has ${answers.length} answers, but call ${requests.length} came: ` +
          JSON.stringify(request).slice(0, 500),
      );
    }
    const given = typeof scripted === 'function' ? scripted(request) : scripted;
    if (given instanceof Error) throw given;
    return given;
  };

  return {
    requests,
    async chat(request) {
      const text = answer({ kind: 'chat', ...request });
      if (typeof text !== 'string') throw wrongKind('chat', 'a text', text);
      return {
        ...answered(request.model, request.messages, text),
        text,
        finish_reason: 'stop',
        truncated: false,
      };
    },
    async generate(request) {
      const value = answer({ kind: 'generate', ...request });
      refuseMisfit(request, value);
      return { ...answered(request.model, request.messages, value), value, attempts: 1 };
    },
    async embed(request) {
      const vectors = answer({ kind: 'embed', ...request });
      if (!isVectors(vectors)) throw wrongKind('embed', 'an array of vectors', vectors);
      return { ...answered(request.model, request.texts, null), embeddings: vectors };
    },
  };
}

function refuseMisfit(request: GenerateRequest, value: Json): void {
  const checked = compileSchema(request.schema).check(value);
  if (checked.ok) return;
  throw new ValidationError(
    `The scripted answer does not fit the schema: ${formatIssues(checked.issues)}.`,
    { code: 'structured_output_invalid', detail: { issues: checked.issues } },
  );
}

function answered(model: string | undefined, input: unknown, output: unknown) {
  const usage: Usage = {
    input_tokens: countTokens(input),
    output_tokens: output === null ? 0 : countTokens(output),
    cached_tokens: 0,
    estimated: true,
  };
  return { model: model ?? 'scripted', usage, cost: null };
}

function countTokens(value: unknown): number {
  return Math.ceil((typeof value === 'string' ? value : JSON.stringify(value)).length / 4);
}

function isVectors(value: Json): value is number[][] {
  return (
    Array.isArray(value) &&
    value.every((row) => Array.isArray(row) && row.every((cell) => typeof cell === 'number'))
  );
}

function wrongKind(call: string, wanted: string, got: Json): TestError {
  return new TestError(`The scripted answer to ${call} must be ${wanted}, got ${typeof got}.`);
}
