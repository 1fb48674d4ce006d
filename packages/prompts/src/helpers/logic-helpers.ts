import { describeType, formatValue, isTruthy } from '../format-value.js';
import { HelperArgumentError } from './helper-arguments.js';
import type { PromptHelper } from './prompt-helper.js';

/** Helpers that compare and combine. */
export const logicHelpers: readonly PromptHelper[] = [
  {
    name: 'eq',
    signature: 'eq a b',
    description: 'Whether both read the same: 5 equals "5". Null equals only null.',
    example: '{{#if (eq level "hard")}}Take your time.{{/if}}',
    minArguments: 2,
    maxArguments: 2,
    takesMissing: true,
    run: isEqual,
  },
  {
    name: 'ne',
    signature: 'ne a b',
    description: 'Whether the two do not read the same.',
    example: '{{#if (ne level "easy")}}Explain each step.{{/if}}',
    minArguments: 2,
    maxArguments: 2,
    takesMissing: true,
    run: (a, b) => !isEqual(a, b),
  },
  comparison('gt', 'greater than', (order) => order > 0),
  comparison('gte', 'greater than or equal to', (order) => order >= 0),
  comparison('lt', 'less than', (order) => order < 0),
  comparison('lte', 'less than or equal to', (order) => order <= 0),
  {
    name: 'and',
    signature: 'and a b …',
    description: 'Whether all are true.',
    example: '{{#if (and title text)}}{{title}}: {{text}}{{/if}}',
    minArguments: 2,
    maxArguments: Infinity,
    takesMissing: true,
    run: (...values) => values.every(isTruthy),
  },
  {
    name: 'or',
    signature: 'or a b …',
    description: 'Whether one of them is true.',
    example: '{{#if (or title text)}}Use the text given.{{/if}}',
    minArguments: 2,
    maxArguments: Infinity,
    takesMissing: true,
    run: (...values) => values.some(isTruthy),
  },
  {
    name: 'not',
    signature: 'not value',
    description: 'Whether the value is missing, null, false, 0, empty text or an empty list.',
    example: '{{#if (not text)}}Invent a text.{{/if}}',
    minArguments: 1,
    maxArguments: 1,
    takesMissing: true,
    run: (value) => !isTruthy(value),
  },
];

function comparison(name: string, words: string, holds: (order: number) => boolean): PromptHelper {
  return {
    name,
    signature: `${name} a b`,
    description: `Whether a is ${words} b: as numbers when both look like numbers, else as text. Never when one is null.`,
    example: `{{#if (${name} score 5)}}The score is ${words} 5.{{/if}}`,
    minArguments: 2,
    maxArguments: 2,
    run: (a, b) => {
      const order = compare(a, b);
      return order !== undefined && holds(order);
    },
  };
}

function compare(a: unknown, b: unknown): number | undefined {
  if (isNothing(a) || isNothing(b)) return undefined;
  const [x, y] = [toNumber(a), toNumber(b)];
  if (x !== undefined && y !== undefined) return x - y;
  if (typeof a !== 'string' || typeof b !== 'string') {
    throw new HelperArgumentError(
      `compares two numbers or two texts, not ${describeType(a)} with ${describeType(b)}`,
    );
  }
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function toNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  const looksLikeNumber =
    typeof value === 'string' && /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(value);
  return looksLikeNumber ? Number(value) : undefined;
}

function isEqual(a: unknown, b: unknown): boolean {
  if (isNothing(a) || isNothing(b)) return isNothing(a) && isNothing(b);
  const composite = [a, b].find((value) => typeof value === 'object');
  if (composite !== undefined) {
    throw new HelperArgumentError(
      `compares text, numbers and true/false, not ${describeType(composite)}`,
    );
  }
  return formatValue(a) === formatValue(b);
}

function isNothing(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}
