import type { ChatMessage, JsonObject } from '@datagenflow/contracts';

/** The messages with the schema in words, for endpoints that don’t take one. */
export function withSchemaInstructions(
  messages: readonly ChatMessage[],
  schema: JsonObject,
): ChatMessage[] {
  const instruction =
    'Answer with one JSON value and nothing else: no explanation, no code fence. ' +
    `It must fit this JSON Schema:\n${JSON.stringify(schema)}`;
  const [first, ...rest] = messages;
  if (first?.role !== 'system') return [{ role: 'system', content: instruction }, ...messages];
  return [{ role: 'system', content: `${first.content}\n\n${instruction}` }, ...rest];
}

/** Sends an answer back with what is wrong with it. */
export function repairMessages(
  text: string | null,
  problems: readonly string[],
  schema: JsonObject,
): ChatMessage[] {
  const listed = problems.map((problem) => `- ${problem}`).join('\n');
  return [
    { role: 'assistant', content: text || '(no answer)' },
    {
      role: 'user',
      content:
        `That answer can't be used:\n${listed}\n\nAnswer again with the corrected JSON only. ` +
        `It must fit this JSON Schema:\n${JSON.stringify(schema)}`,
    },
  ];
}
