import {
  BaseBlock,
  jsonOrPrompt,
  jsonSchema,
  prompt,
  Type,
  type BlockContext,
  type JsonObject,
} from '@datagenflow/block-sdk';
import { chatConfig, chatParameters } from '../config/chat-config.js';

const DEFAULT_PROMPT = 'Generate data according to schema';

/**
 * Asks a model for JSON that fits a schema. The answer is validated and asked again with its
 * errors; one that never fits fails the execution with the last errors.
 */
export class StructuredGenerator extends BaseBlock.define({
  name: 'Structured Generator',
  description: 'Generate JSON that is guaranteed to fit a schema',
  category: 'generators',
  inputs: [],
  outputs: ['generated'],
  config: Type.Object({
    json_schema: jsonOrPrompt(Type.Unsafe<JsonObject>(jsonSchema({ type: 'object' })), {
      description: 'JSON Schema of the answer, or a prompt that renders to one',
    }),
    ...chatConfig({ temperature: 0.7, maxTokens: 2048 }),
    user_prompt: Type.String(
      prompt({
        default: '',
        description:
          'What to generate, such as: Generate data for {{ topic }}. ' +
          'Empty: the text of the field user_prompt as it is, else a general request',
      }),
    ),
    max_repairs: Type.Integer({
      default: 2,
      minimum: 0,
      maximum: 10,
      description: 'How often an answer that does not fit is sent back with its errors',
    }),
  }),
}) {
  override async execute(context: BlockContext) {
    const { json_schema, user_prompt, max_repairs } = this.config;
    const schema = context.renderJson(json_schema, Type.Unsafe<JsonObject>({ type: 'object' }));
    const { value } = await context.llm.generate({
      ...chatParameters(this.config),
      schema: Object.keys(schema).length > 0 ? schema : { type: 'object' },
      messages: [{ role: 'user', content: readPrompt(user_prompt, context) }],
      max_repairs,
    });
    return { generated: value };
  }
}

/** Text from the state is data: it is sent as it is and never rendered. */
function readPrompt(source: string, context: BlockContext): string {
  if (source.trim() !== '') return context.render(source);
  return context.get('user_prompt', '') || DEFAULT_PROMPT;
}
