import type { BlockContext } from '@datagenflow/block-sdk';
import { makeBlock } from './make-block.js';

/** The model's answer to one message. */
export const ask = ({ llm }: BlockContext, content: string): Promise<string> =>
  llm.chat({ messages: [{ role: 'user', content }] }).then(({ text }) => text);

/** Asks for the seed's `n` and writes the answer as `text`. */
export const Ask = makeBlock('Ask', async (context) => ({
  text: await ask(context, `${context.get('n', 0)}`),
}));
