import type { Json, JsonObject, RecordEdit } from '@datagenflow/contracts';

/** How a value is edited. Its type stays: a number remains a number. */
export type ValueKind = 'text' | 'number' | 'boolean' | 'json';

/** A value as its editor holds it. */
export interface Draft {
  kind: ValueKind;
  text: string;
}

/** Keys of an edit that do not mean a field of that name. */
const reserved = new Set(['status', 'metadata', 'output']);

/** What the editor of a value begins with. */
export function toDraft(value: Json): Draft {
  if (typeof value === 'string') return { kind: 'text', text: value };
  if (typeof value === 'number') return { kind: 'number', text: String(value) };
  if (typeof value === 'boolean') return { kind: 'boolean', text: String(value) };
  return { kind: 'json', text: JSON.stringify(value, null, 2) };
}

/** The value that was written, or why it is none. */
export function fromDraft({ kind, text }: Draft): { value: Json } | { problem: string } {
  if (kind === 'text') return { value: text };
  if (kind === 'boolean') return { value: text === 'true' };
  if (kind === 'number') {
    const value = Number(text);
    const isNumber = text.trim() !== '' && Number.isFinite(value);
    return isNumber ? { value } : { problem: 'This is not a number.' };
  }
  try {
    return { value: JSON.parse(text) as Json };
  } catch (error) {
    return { problem: `This is not JSON: ${error instanceof Error ? error.message : ''}` };
  }
}

/** What to send, so that a record’s fields become these; null when they are the same. */
export function planEdit(before: JsonObject, after: JsonObject): RecordEdit | null {
  const changed = Object.keys(after).filter(
    (field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]),
  );
  if (changed.length === 0) return null;
  if (changed.some((field) => reserved.has(field))) return { output: JSON.stringify(after) };
  return Object.fromEntries(changed.map((field) => [field, after[field] ?? null]));
}
