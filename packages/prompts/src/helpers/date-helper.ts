import { describeType } from '../format-value.js';
import { HelperArgumentError, toText } from './helper-arguments.js';
import type { PromptHelper } from './prompt-helper.js';

/** `date value format`, in UTC. It never reads the clock, so a rendering can be repeated. */
export const dateHelper: PromptHelper = {
  name: 'date',
  signature: 'date value format',
  description:
    'A date (ISO 8601 text, or milliseconds since 1970) in UTC. The format knows YYYY YY MMMM MMM MM M DD D dddd ddd HH H mm ss SSS; text in [brackets] stays.',
  example: '{{date published "YYYY-MM-DD HH:mm"}}',
  minArguments: 2,
  maxArguments: 2,
  run: (value, format) => formatDate(toDate(value), toText(format)),
};

const isoDate =
  /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(Z|[+-]\d\d:?\d\d)?)?$/;

function toDate(value: unknown): Date {
  const date = typeof value === 'number' ? new Date(value) : parseDate(value);
  if (Number.isNaN(date.getTime())) {
    throw new HelperArgumentError(`finds no such date: ${JSON.stringify(value)}`);
  }
  return date;
}

function parseDate(value: unknown): Date {
  const match = typeof value === 'string' ? isoDate.exec(value) : null;
  if (match === null) {
    const given = typeof value === 'string' ? `"${value.slice(0, 40)}"` : describeType(value);
    throw new HelperArgumentError(`needs a date such as "2025-03-01T09:30:00Z", not ${given}`);
  }
  const [, day = '', time = '00:00', zone = 'Z'] = match;
  const offset = zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone;
  const exists = new Date(`${day}T00:00Z`).getUTCDate() === Number(day.slice(8));
  return new Date(exists ? `${day}T${time}${offset}` : Number.NaN);
}

function formatDate(date: Date, format: string): string {
  const name = (part: 'month' | 'weekday', style: 'long' | 'short'): string =>
    new Intl.DateTimeFormat('en', { [part]: style, timeZone: 'UTC' }).format(date);
  const tokens: Record<string, () => string> = {
    YYYY: () => String(date.getUTCFullYear()).padStart(4, '0'),
    YY: () => two(date.getUTCFullYear() % 100),
    MMMM: () => name('month', 'long'),
    MMM: () => name('month', 'short'),
    MM: () => two(date.getUTCMonth() + 1),
    M: () => String(date.getUTCMonth() + 1),
    DD: () => two(date.getUTCDate()),
    D: () => String(date.getUTCDate()),
    dddd: () => name('weekday', 'long'),
    ddd: () => name('weekday', 'short'),
    HH: () => two(date.getUTCHours()),
    H: () => String(date.getUTCHours()),
    mm: () => two(date.getUTCMinutes()),
    ss: () => two(date.getUTCSeconds()),
    SSS: () => String(date.getUTCMilliseconds()).padStart(3, '0'),
  };
  return format.replace(
    /\[([^\]]*)\]|YYYY|YY|M{1,4}|DD?|d{3,4}|HH?|mm|ss|SSS/g,
    (token, literal: string | undefined) => literal ?? tokens[token]?.() ?? token,
  );
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}
