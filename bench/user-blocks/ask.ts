import { BaseBlock, block, type BlockContext } from '@datagenflow/block-sdk';

/** Waits for one answer of a model. */
export const Ask = block(
  class extends BaseBlock.define({
    name: 'Ask',
    description: 'Asks the default model',
    inputs: ['question'],
    outputs: ['answer'],
  }) {
    async execute(context: BlockContext) {
      const content = context.get('question', '');
      const { text } = await context.llm.chat({ messages: [{ role: 'user', content }] });
      return { answer: text };
    }
  },
);
