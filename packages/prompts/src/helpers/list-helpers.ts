import { describeType, formatValue } from '../format-value.js';
import { getOwn } from '../get-own.js';
import { promptLimits } from '../prompt-limits.js';
import { HelperArgumentError, toList, toText } from './helper-arguments.js';
import type { PromptHelper } from './prompt-helper.js';

/** Helpers for lists and objects. */
export const listHelpers: readonly PromptHelper[] = [
  {
    name: 'length',
    signature: 'length value',
    description: 'The number of elements of a list or characters of a text.',
    example: '{{length tags}}',
    minArguments: 1,
    maxArguments: 1,
    run: measureLength,
  },
  {
    name: 'first',
    signature: 'first list',
    description: 'The first element, or null when the list is empty.',
    example: '{{first tags}}',
    minArguments: 1,
    maxArguments: 1,
    run: (list) => toList(list).at(0) ?? null,
  },
  {
    name: 'last',
    signature: 'last list',
    description: 'The last element, or null when the list is empty.',
    example: '{{last tags}}',
    minArguments: 1,
    maxArguments: 1,
    run: (list) => toList(list).at(-1) ?? null,
  },
  {
    name: 'join',
    signature: 'join list separator',
    description: 'The elements as one text, with the separator between them.',
    example: '{{join tags ", "}}',
    minArguments: 2,
    maxArguments: 2,
    run: join,
  },
  {
    name: 'pick',
    signature: 'pick object key …',
    description: 'An object with only the keys named.',
    example: '{{json (pick author "name")}}',
    minArguments: 2,
    maxArguments: Infinity,
    run: pick,
  },
];

function measureLength(value: unknown): number {
  if (value === null || value === undefined) return 0;
  if (typeof value === 'string') return countCharacters(value);
  if (Array.isArray(value)) return value.length;
  throw new HelperArgumentError(`needs a list or text, not ${describeType(value)}`);
}

function countCharacters(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

function join(value: unknown, separator: unknown): string {
  const list = toList(value);
  const between = toText(separator);
  if (list.length * between.length > promptLimits.outputBytes) {
    throw new HelperArgumentError('would make more than 4 MB of text');
  }
  return list.map(formatValue).join(between);
}

function pick(source: unknown, ...keys: readonly unknown[]): Record<string, unknown> {
  if (typeof source !== 'object' || source === null || Array.isArray(source)) {
    throw new HelperArgumentError(`needs an object, not ${describeType(source)}`);
  }
  return Object.fromEntries(keys.map((key) => [toText(key), pickOne(source, toText(key))]));
}

function pickOne(source: object, key: string): unknown {
  const value = getOwn(source, key);
  if (value === undefined) {
    const known = Object.keys(source).slice(0, 50).join(', ');
    throw new HelperArgumentError(`finds no key "${key}"; the object has: ${known}`);
  }
  return value;
}
