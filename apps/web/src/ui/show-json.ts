import type { Json } from '@datagenflow/contracts';

/** How a value is shown: as text to read, as a word, or as indented JSON. */
export interface ShownJson {
  kind: 'text' | 'literal' | 'json';
  text: string;
}

/** Decides how a value is shown. Text that holds a JSON object or list is shown indented. */
export function showJson(value: Json): ShownJson {
  if (typeof value === 'string') return showText(value);
  if (value === null || typeof value !== 'object') return { kind: 'literal', text: String(value) };
  return { kind: 'json', text: JSON.stringify(value, null, 2) };
}

/** A value in one line, for tables. */
export function showInline(value: Json): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.replace(/\s+/g, ' ').trim();
}

function showText(text: string): ShownJson {
  if (text === '') return { kind: 'literal', text: '(empty text)' };
  if (!/^\s*[[{]/.test(text)) return { kind: 'text', text };
  try {
    return { kind: 'json', text: JSON.stringify(JSON.parse(text), null, 2) };
  } catch {
    return { kind: 'text', text };
  }
}
