import type { DataRecord, JsonObject } from '@datagenflow/contracts';
import { isAnswerTo } from '../../harness/numbered-answer.ts';

/** A text, JSON made of it, and its validation; asked of an endpoint that repeats its prompts. */
export const chained = {
  name: 'Drill',
  blocks: [
    { type: 'TextGenerator', config: { user_prompt: 'Write about {{ topic }}.' } },
    {
      type: 'StructuredGenerator',
      config: {
        user_prompt: 'Classify: {{ assistant }}',
        json_schema: {
          type: 'object',
          properties: { about: { type: 'string' } },
          required: ['about'],
        },
      },
    },
    {
      type: 'JSONValidatorBlock',
      config: { field_name: 'generated', required_fields: ['about'] },
    },
  ],
};

/** Calls that each execution of {@link chained} makes. */
export const CHAINED_CALLS = 2;

/** Whether the text repeats the topic of its own seed, and the JSON that text. */
export function isRightlyChained({ seed_index, accumulated_state }: DataRecord): boolean {
  const { assistant, generated, parsed_json } = accumulated_state as Partial<Written>;
  return (
    isAnswerTo(assistant, `Write about topic ${seed_index}.`) &&
    isAnswerTo(generated?.about, `Classify: ${assistant}`) &&
    parsed_json?.about === generated?.about
  );
}

interface Written extends JsonObject {
  assistant: string;
  generated: { about: string };
  parsed_json: { about: string };
}
