import { BaseBlock, Type, block, type BlockContext } from '@datagenflow/block-sdk';

/** Makes an execution of each paragraph. */
export const SplitParagraphs = block(
  class extends BaseBlock.define({
    name: 'Split Paragraphs',
    description: 'Makes an execution of each paragraph of a text',
    category: 'seeders',
    inputs: ['text'],
    outputs: ['text', 'paragraph'],
    is_multiplier: true,
    config: Type.Object({
      min_length: Type.Integer({
        default: 20,
        minimum: 0,
        description: 'Shorter paragraphs are left out',
      }),
    }),
  }) {
    async execute(context: BlockContext) {
      return context
        .get('text', '')
        .split(/\n\s*\n/)
        .map((text) => text.trim())
        .filter((text) => text.length >= this.config.min_length)
        .map((text, index) => ({ text, paragraph: index + 1 }));
    }
  },
);
