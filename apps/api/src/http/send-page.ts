import type { Response } from 'express';

/** Part of a list, as storage gives it. */
interface Page<T> {
  items: T[];
  total: number;
  next_cursor: string | null;
  /** False when there are at least so many. */
  is_exact?: boolean;
}

/** The items of a page, as the answer; its total and where the next one starts as headers. */
export function sendPage<T>(
  response: Response,
  { items, total, next_cursor, is_exact = true }: Page<T>,
): T[] {
  response.set('X-Total-Count', is_exact ? String(total) : `>=${total}`);
  if (next_cursor !== null) response.set('X-Next-Cursor', next_cursor);
  return items;
}
