import {
  addCost,
  addUsage,
  emptyUsage,
  type GenerateRequest,
  type GenerateResult,
  type RecordedAnswer,
} from '@datagenflow/contracts';
import type { SchemaCompiler } from '@datagenflow/schemas';
import { ModelError } from '../errors/model-error.js';
import { repairMessages } from '../structured/instructions.js';
import { readStructured } from '../structured/read-structured.js';
import { findMissingText } from './check-answer.js';
import type { ChatPayload } from './transport.js';

const DEFAULT_REPAIRS = 2;

/**
 * Asks until an answer fits the schema. Each answer that does not is rejected and sent back with
 * its errors, at most `max_repairs` times.
 */
export async function generateStructured(
  request: GenerateRequest,
  model: string,
  schemas: SchemaCompiler,
  ask: (payload: ChatPayload) => Promise<RecordedAnswer>,
): Promise<GenerateResult> {
  const { model: _, max_repairs: repairs = DEFAULT_REPAIRS, ...payload } = request;
  const compiled = schemas.compile(payload.schema, { allIssues: true });
  const total = { usage: emptyUsage(), cost: 0 as number | null };
  let messages = payload.messages;
  for (let attempts = 1; ; attempts += 1) {
    const recorded = await ask({ ...payload, messages });
    const { answer } = recorded;
    total.usage = addUsage(total.usage, answer.usage);
    total.cost = addCost(total.cost, answer.cost);
    const refusal = findMissingText(answer, model);
    if (refusal?.code === 'model_refused') {
      recorded.reject(refusal.code);
      throw refusal;
    }
    const reading = readStructured(answer, payload.schema, compiled);
    if (reading.ok) return { value: reading.value, attempts, model, ...total };
    recorded.reject(reading.problems.join('; '));
    if (attempts > repairs) throw invalid(reading, answer.text, model, attempts);
    messages = [
      ...payload.messages,
      ...repairMessages(answer.text, reading.problems, payload.schema),
    ];
  }
}

function invalid(
  reading: { code: 'structured_output_invalid' | 'truncated_answer'; problems: string[] },
  text: string | null,
  model: string,
  attempts: number,
): ModelError {
  const advice =
    reading.code === 'truncated_answer'
      ? 'Raise max_tokens or ask for less.'
      : 'Simplify the schema, say more about it in the prompt, or use a stronger model.';
  return new ModelError(
    reading.code,
    `No answer of the model '${model}' fits the schema (${attempts} tries). ` +
      `Last: ${reading.problems.slice(0, 3).join('; ')}. ${advice}`,
    { detail: { model, attempts, problems: reading.problems, text } },
  );
}
