import { ValidationError } from '@datagenflow/contracts';
import { sql, type SelectQueryBuilder } from '../database/kysely.js';
import type { Schema } from '../database/schema.js';

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
 * One page of rows that have an id, newest first.
 * @throws ValidationError `limit_invalid`, `cursor_invalid`
 */
export async function readPage<Tables extends keyof Schema, Row extends { id: number }>(
  matching: SelectQueryBuilder<Schema, Tables, Row>,
  request: PageRequest,
): Promise<Page<Row>> {
  const limit = limitOf(request);
  const { cursor, offset } = request;
  const [counted] = await matching
    .clearSelect()
    .select(sql<number>`count(*)`.as('total'))
    .execute();
  let query = matching.orderBy(sql`id`, 'desc').limit(limit + 1);
  if (cursor !== undefined) query = query.where(sql<boolean>`id < ${readCursor(cursor)}`);
  if (offset !== undefined) query = query.offset(offset);
  const rows = (await query.execute()) as Row[];
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const hasMore = rows.length > limit && last !== undefined;
  return {
    items,
    total: counted?.total ?? 0,
    next_cursor: hasMore ? writeCursor(last.id) : null,
  };
}

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

/** A cursor that this code did not write, or wrote for another list. */
export function invalidCursor(): ValidationError {
  return new ValidationError('This cursor is not one of ours. Start again without it.', {
    code: 'cursor_invalid',
  });
}

const VERSION = '1:';

/** An opaque name for the place behind the item with this id. */
function writeCursor(id: number): string {
  return Buffer.from(`${VERSION}${id}`).toString('base64url');
}

function readCursor(cursor: string): number {
  const text = Buffer.from(cursor, 'base64url').toString();
  const id = text.startsWith(VERSION) ? Number(text.slice(VERSION.length)) : Number.NaN;
  if (Number.isSafeInteger(id) && id > 0) return id;
  throw invalidCursor();
}
