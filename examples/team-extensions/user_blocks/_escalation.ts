import { BaseBlock, block, type BlockContext } from '@datagenflow/block-sdk';

/** Not offered yet: files that begin with `_` are skipped until they are renamed. */
export const Escalation = block(
  class extends BaseBlock.define({
    name: 'Escalation',
    description: 'Tells whether somebody should call back',
    category: 'metrics',
    inputs: ['ticket'],
    outputs: ['call_back'],
  }) {
    async execute(context: BlockContext) {
      return { call_back: /\b(?:lawyer|cancel|refund)\b/i.test(context.get('ticket', '')) };
    }
  },
);
