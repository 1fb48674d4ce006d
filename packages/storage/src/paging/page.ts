import { ValidationError } from '@datagenflow/contracts';

/** Part of a list. */
export interface Page<T> {
  items: T[];
  /** How many the filter finds in all, exactly. */
  total: number;
  /** Where the next page starts; null on the last one. */
  next_cursor: string | null;
}

/** Which part of a list. `cursor` is fast at any depth, `offset` is not. */
export interface PageRequest {
  /** Most items; default 50, at most 1,000. */
  limit?: number;
  /** `next_cursor` of the page before. */
  cursor?: string;
  offset?: number;
}

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 1_000;

/**
 * The number of items a page may have.
 * @throws ValidationError `limit_invalid`
 */
export function limitOf({ limit = DEFAULT_LIMIT }: PageRequest): number {
  if (Number.isInteger(limit) && limit >= 1 && limit <= MAX_LIMIT) return limit;
  throw new ValidationError(`limit must be a whole number from 1 to ${MAX_LIMIT}, not ${limit}.`, {
    code: 'limit_invalid',
  });
}

/** An opaque name for the place behind the item with this id. */
function cursorAfter(id: number): string {
  return Buffer.from(`${VERSION}${id}`).toString('base64url');
}

/**
 * The id that a cursor stands behind.
 * @throws ValidationError `cursor_invalid`
 */
export function idOfCursor(cursor: string): number {
  const text = Buffer.from(cursor, 'base64url').toString();
  const id = text.startsWith(VERSION) ? Number(text.slice(VERSION.length)) : Number.NaN;
  if (Number.isSafeInteger(id) && id > 0) return id;
  throw new ValidationError('This cursor is not one of ours. Start again without it.', {
    code: 'cursor_invalid',
  });
}

/** Cuts rows that were asked for with one more than `limit`, and says where the next page starts. */
export function cutPage<R extends { id: number }>(
  rows: R[],
  limit: number,
): { rows: R[]; next_cursor: string | null } {
  const kept = rows.slice(0, limit);
  const last = kept.at(-1);
  const hasMore = rows.length > limit && last !== undefined;
  return { rows: kept, next_cursor: hasMore ? cursorAfter(last.id) : null };
}

const VERSION = '1:';
