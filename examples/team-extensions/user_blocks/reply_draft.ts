import { BaseBlock, Type, block, prompt, type BlockContext } from '@datagenflow/block-sdk';
import { describeStyle } from './shared/house_style.ts';

/** Asks a model for a reply that keeps to the style of the house. */
export const ReplyDraft = block(
  class extends BaseBlock.define({
    name: 'Reply Draft',
    description: 'Drafts the reply to a ticket in the style of the house',
    category: 'generators',
    inputs: [],
    outputs: ['subject', 'reply'],
    config: Type.Object({
      request: Type.String(
        prompt({ default: 'Answer this ticket:\n\n{{ ticket }}', description: 'What to ask' }),
      ),
      max_words: Type.Integer({
        default: 120,
        minimum: 20,
        description: 'Longest reply, in words',
      }),
    }),
  }) {
    async execute(context: BlockContext) {
      const { request, max_words } = this.config;
      const { value } = await context.llm.generate({
        messages: [
          { role: 'system', content: `${describeStyle()}\nWrite at most ${max_words} words.` },
          { role: 'user', content: context.render(request) },
        ],
        schema: Type.Object({
          subject: Type.String({ minLength: 1, description: 'Subject of the mail' }),
          reply: Type.String({ minLength: 1, description: 'Text of the mail' }),
        }),
      });
      return value;
    }
  },
);
