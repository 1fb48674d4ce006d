import type { Response } from 'express';

/** Part of a list, as storage gives it. */
interface Page<T> {
  items: T[];
  total: number;
  next_cursor: string | null;
}

/** The items of a page, as the answer; its total and where the next one starts as headers. */
export function sendPage<T>(response: Response, { items, total, next_cursor }: Page<T>): T[] {
  response.set('X-Total-Count', String(total));
  if (next_cursor !== null) response.set('X-Next-Cursor', next_cursor);
  return items;
}
