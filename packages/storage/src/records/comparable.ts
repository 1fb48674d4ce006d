import type { FieldOperator, Json, Operand } from '@datagenflow/contracts';
import { plainText } from '../codecs/plain-text.js';

/** A value as it is compared: in the indexed columns, and where no column holds it. */
export interface Comparable {
  number: number | null;
  text: string | null;
}

/** Booleans are 0 and 1; what is neither number nor text compares with nothing. */
function comparableOf(value: Json | undefined): Comparable {
  return {
    number: typeof value === 'boolean' ? Number(value) : typeof value === 'number' ? value : null,
    text: typeof value === 'string' ? plainText(value) : null,
  };
}

/** What a filter compares with: text that reads as a number or a boolean means that as well. */
export function operandOf(value: Operand): Comparable {
  if (typeof value !== 'string') return comparableOf(value);
  const isNumber = value.trim() !== '' && Number.isFinite(Number(value));
  const number = isNumber ? Number(value) : value === 'true' ? 1 : value === 'false' ? 0 : null;
  return { number, text: plainText(value) };
}

/** Whether a value compares so. An order is one of numbers when the operand is a number. */
export function holds(value: Json | undefined, operator: FieldOperator, given: Operand): boolean {
  switch (operator) {
    case 'exists':
      return ((value ?? null) !== null) === (given === true || given === 'true');
    case 'contains':
      return leavesOf(value).some((leaf) => leaf.includes(String(given).toLowerCase()));
    case 'eq':
      return isEqual(comparableOf(value), operandOf(given));
    case 'ne':
      return !isEqual(comparableOf(value), operandOf(given));
    default: {
      const order = compare(comparableOf(value), operandOf(given));
      return order !== null && ORDERS[operator](order);
    }
  }
}

/** The texts and numbers within a value, in lower case. */
export function leavesOf(value: Json | undefined): string[] {
  if (value === undefined || value === null) return [];
  if (typeof value === 'object') return Object.values(value).flatMap(leavesOf);
  return [String(value).toLowerCase()];
}

const ORDERS: Record<'lt' | 'lte' | 'gt' | 'gte', (order: number) => boolean> = {
  lt: (order) => order < 0,
  lte: (order) => order <= 0,
  gt: (order) => order > 0,
  gte: (order) => order >= 0,
};

function isEqual(value: Comparable, operand: Comparable): boolean {
  return (
    (value.number !== null && value.number === operand.number) ||
    (value.text !== null && value.text === operand.text)
  );
}

function compare(value: Comparable, operand: Comparable): number | null {
  if (operand.number !== null) return value.number === null ? null : value.number - operand.number;
  if (operand.text === null || value.text === null) return null;
  return Buffer.compare(Buffer.from(value.text), Buffer.from(operand.text));
}
