import {
  BaseBlock,
  prompt,
  Type,
  ValidationError,
  type BlockContext,
  type ChatMessage,
} from '@datagenflow/block-sdk';
import type { ChatParameters } from '@datagenflow/contracts';
import { chatConfig, chatParameters } from '../config/chat-config.js';

/**
 * Asks a model for text. Outputs are the answer and the two messages as they were sent. With both
 * prompts empty the seed speaks: its `system` and `user`, else its only text.
 */
export class TextGenerator extends BaseBlock.define({
  name: 'Text Generator',
  description: 'Generate text with a language model',
  category: 'generators',
  inputs: [],
  outputs: ['assistant', 'system', 'user'],
  config: Type.Object({
    ...chatConfig({ temperature: 0.7, maxTokens: 2048 }),
    system_prompt: Type.String(
      prompt({
        default: '',
        description: 'Instructions for the model. Empty: the seed’s field system, as it is',
      }),
    ),
    user_prompt: Type.String(
      prompt({
        default: '',
        description: 'The message, such as: Explain {{ topic }}. Empty: the seed’s field user',
      }),
    ),
    top_p: Type.Union([Type.Number({ exclusiveMinimum: 0, maximum: 1 }), Type.Null()], {
      default: null,
      description: 'Choose among the likeliest tokens with this much probability in all',
    }),
    seed: Type.Union([Type.Integer(), Type.Null()], {
      default: null,
      description: 'For models that can repeat their answers',
    }),
    stop: Type.Array(Type.String({ minLength: 1 }), {
      default: [],
      maxItems: 4,
      description: 'The answer ends before any of these texts',
    }),
  }),
}) {
  override async execute(context: BlockContext) {
    const { system, user } = this.#readMessages(context);
    const answer = await context.llm.chat({
      ...chatParameters(this.config),
      ...this.#moreParameters(),
      messages: toMessages(system, user),
    });
    if (answer.truncated) {
      const { max_tokens } = this.config;
      context.log.warn(
        `The answer was cut at the length limit. Raise max_tokens (now ${max_tokens}).`,
      );
    }
    return { assistant: answer.text, system, user };
  }

  #readMessages(context: BlockContext): { system: string; user: string } {
    const { system_prompt, user_prompt } = this.config;
    const seed = context.metadata;
    const system = renderOr(system_prompt, seed['system'], context);
    const user = renderOr(user_prompt, seed['user'], context);
    if (system !== '' || user !== '') return { system, user };
    const texts = Object.values(seed).filter((value) => typeof value === 'string' && value !== '');
    const [only] = texts;
    if (typeof only === 'string' && texts.length === 1) return { system: '', user: only };
    throw new ValidationError(
      'There is nothing to send: system_prompt and user_prompt are empty, and the seed has ' +
        `neither 'system' nor 'user' nor exactly one text (it has ${texts.length}). ` +
        'Write a user_prompt.',
      { code: 'prompt_missing', detail: { seed_fields: Object.keys(seed).slice(0, 50) } },
    );
  }

  #moreParameters(): ChatParameters {
    const { top_p, seed, stop } = this.config;
    return {
      ...(top_p === null ? {} : { top_p }),
      ...(seed === null ? {} : { seed }),
      ...(stop.length === 0 ? {} : { stop }),
    };
  }
}

/** A prompt rendered, else a text of the seed as it is: seeds are data and never rendered. */
function renderOr(source: string, fallback: unknown, context: BlockContext): string {
  if (source.trim() !== '') return context.render(source);
  return typeof fallback === 'string' ? fallback : '';
}

function toMessages(system: string, user: string): ChatMessage[] {
  const messages: ChatMessage[] = [
    { role: 'system', content: system },
    { role: 'user', content: user },
  ];
  return messages.filter(({ content }) => content !== '');
}
