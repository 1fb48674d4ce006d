import type { ChatMessage } from '@datagenflow/contracts';

/** Tokens that a chat message takes beyond its text. */
const MESSAGE_OVERHEAD = 4;

const LONG_RUN = /\S{200}|\s{200}/u;
const PARTS = /\s{0,200}\S{1,200}|\s{1,200}/gu;

/**
 * Tokens of a text, counted with the cl100k encoding. Other vocabularies differ by some percent.
 * The vocabulary is loaded by the first call. The tokenizer takes quadratic time for runs without
 * any break, so such texts are counted in parts, which may give some tokens more.
 */
export async function countTokens(text: string): Promise<number> {
  const { countTokens: count } = await import('gpt-tokenizer/esm/encoding/cl100k_base');
  if (!LONG_RUN.test(text)) return count(text, { allowedSpecial: 'all' });
  let tokens = 0;
  for (const [part] of text.matchAll(PARTS)) tokens += count(part, { allowedSpecial: 'all' });
  return tokens;
}

/** Tokens of a conversation. */
export async function countChatTokens(messages: readonly ChatMessage[]): Promise<number> {
  const text = messages.map((message) => message.content).join('\n');
  return (await countTokens(text)) + messages.length * MESSAGE_OVERHEAD;
}
