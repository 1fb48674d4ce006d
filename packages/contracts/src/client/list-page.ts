/** One page of a list. */
export interface ListPage<Item> {
  items: Item[];
  /** How many there are in all. */
  total: number;
  /** False when there are at least `total`. */
  isExact: boolean;
  /** True when the search was given up for taking too long: there may be more. */
  isPartial: boolean;
  /** What to send as `cursor` for the next page; null on the last. */
  nextCursor: string | null;
}

/** A page as the headers of its answer tell of it. */
export function readPage<Item>(headers: Headers, items: Item[]): ListPage<Item> {
  const total = headers.get('X-Total-Count') ?? `>=${items.length}`;
  return {
    items,
    total: Number(total.replace('>=', '')),
    isExact: !total.startsWith('>='),
    isPartial: headers.get('X-Partial') === 'true',
    nextCursor: headers.get('X-Next-Cursor'),
  };
}
