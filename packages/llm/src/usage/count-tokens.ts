import type { ChatMessage } from '@datagenflow/contracts';

/** Tokens that a chat message takes beyond its text. */
const MESSAGE_OVERHEAD = 4;

/**
 * Tokens of a text, counted with the cl100k encoding. Other vocabularies differ by some percent.
 * The vocabulary is loaded by the first call.
 */
export async function countTokens(text: string): Promise<number> {
  const { countTokens: count } = await import('gpt-tokenizer/esm/encoding/cl100k_base');
  return count(text, { allowedSpecial: 'all' });
}

/** Tokens of a conversation. */
export async function countChatTokens(messages: readonly ChatMessage[]): Promise<number> {
  const text = messages.map((message) => message.content).join('\n');
  return (await countTokens(text)) + messages.length * MESSAGE_OVERHEAD;
}
