import { BaseBlock, Type, block, prompt, type BlockContext } from '@datagenflow/block-sdk';

/** Asks a model how urgent a ticket is. */
export const TicketTriage = block(
  class extends BaseBlock.define({
    name: 'Ticket Triage',
    description: 'Asks a model how urgent a ticket is, and drops what is not urgent enough',
    category: 'validators',
    inputs: [],
    outputs: ['urgency', 'reason'],
    config: Type.Object({
      question: Type.String(
        prompt({ default: 'How urgent is this ticket?\n\n{{ text }}', description: 'What to ask' }),
      ),
      min_urgency: Type.Integer({
        default: 1,
        minimum: 1,
        maximum: 5,
        description: 'Tickets below are dropped',
      }),
    }),
  }) {
    async execute(context: BlockContext) {
      const { value } = await context.llm.generate({
        messages: [
          { role: 'system', content: 'You triage support tickets. 1 can wait, 5 is an outage.' },
          { role: 'user', content: context.render(this.config.question) },
        ],
        schema: Answer,
      });
      if (value.urgency < this.config.min_urgency) context.drop(`urgency ${value.urgency}`);
      return { urgency: value.urgency, reason: value.reason };
    }
  },
);

const Answer = Type.Object({
  urgency: Type.Integer({ minimum: 1, maximum: 5 }),
  reason: Type.String({ description: 'One sentence' }),
});
