import { ConfigError, type Json, type JsonObject } from '@datagenflow/contracts';
import type { ExportRow } from '@datagenflow/storage';

/**
 * A record as one line of messages, as trainers of chat models read them: its field `messages`, or
 * its texts `user` and `assistant`, with `system` before them if there is one.
 * @throws ConfigError `not_a_chat` naming the record
 */
export function toChatLine({ id, accumulated_state }: ExportRow): string {
  const fields = JSON.parse(accumulated_state) as JsonObject;
  const messages = isConversation(fields['messages']) ? fields['messages'] : turnsOf(fields);
  if (messages !== undefined) return JSON.stringify({ messages });
  throw new ConfigError(
    `Record ${id} is no conversation: it has neither messages nor the texts user and assistant. ` +
      'Export it as JSONL, or filter it out.',
    { code: 'not_a_chat', detail: { record_id: id, fields: Object.keys(fields) } },
  );
}

function turnsOf({ system, user, assistant }: JsonObject): Json[] | undefined {
  if (typeof user !== 'string' || typeof assistant !== 'string') return undefined;
  const hasSystem = typeof system === 'string' && system !== '';
  return [
    ...(hasSystem ? [{ role: 'system', content: system }] : []),
    { role: 'user', content: user },
    { role: 'assistant', content: assistant },
  ];
}

function isConversation(value: Json | undefined): value is Json[] {
  return Array.isArray(value) && value.length > 0 && value.every(isMessage);
}

function isMessage(value: Json): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return typeof value['role'] === 'string' && Object.hasOwn(value, 'content');
}
