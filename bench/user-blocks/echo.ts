import { BaseBlock, block, type BlockContext } from '@datagenflow/block-sdk';

/** Does as little as a block can. */
export const Echo = block(
  class extends BaseBlock.define({
    name: 'Echo',
    description: 'Returns the text it got',
    inputs: ['text'],
    outputs: ['echo'],
  }) {
    async execute(context: BlockContext) {
      return { echo: context.get('text', '') };
    }
  },
);
