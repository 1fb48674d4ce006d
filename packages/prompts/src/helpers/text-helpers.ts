import { formatJson } from '../format-value.js';
import { HelperArgumentError, toText } from './helper-arguments.js';
import type { PromptHelper } from './prompt-helper.js';

/** Helpers that make text. */
export const textHelpers: readonly PromptHelper[] = [
  {
    name: 'json',
    signature: 'json value',
    description: 'The value as JSON, indented by two spaces.',
    example: '{{json tags}}',
    minArguments: 1,
    maxArguments: 1,
    run: formatJson,
  },
  {
    name: 'truncate',
    signature: 'truncate text length',
    description: 'The first `length` characters, followed by `...` when something was cut off.',
    example: '{{truncate text 200}}',
    minArguments: 2,
    maxArguments: 2,
    run: truncate,
  },
  {
    name: 'upper',
    signature: 'upper text',
    description: 'The text in capitals.',
    example: '{{upper title}}',
    minArguments: 1,
    maxArguments: 1,
    run: (text) => toText(text).toUpperCase(),
  },
  {
    name: 'lower',
    signature: 'lower text',
    description: 'The text in small letters.',
    example: '{{lower title}}',
    minArguments: 1,
    maxArguments: 1,
    run: (text) => toText(text).toLowerCase(),
  },
  {
    name: 'trim',
    signature: 'trim text',
    description: 'The text without white space at its ends.',
    example: '{{trim title}}',
    minArguments: 1,
    maxArguments: 1,
    run: (text) => toText(text).trim(),
  },
  {
    name: 'default',
    signature: 'default value fallback',
    description: 'The value, or the fallback when the value is missing or null.',
    example: '{{default language "English"}}',
    minArguments: 2,
    maxArguments: 2,
    takesMissing: true,
    run: (value, fallback) => value ?? fallback,
  },
];

function truncate(value: unknown, length: unknown): string {
  if (typeof length !== 'number' || !Number.isInteger(length) || length < 0) {
    throw new HelperArgumentError('needs a whole number from 0 as its second argument');
  }
  const text = toText(value);
  const characters = Array.from(text.slice(0, 2 * length));
  const kept = characters.slice(0, length).join('');
  return kept.length < text.length ? `${kept}...` : text;
}
