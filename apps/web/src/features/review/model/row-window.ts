/** Pixels that a row of the table is high, and those of its head, which stays in sight. */
export const rowHeight = 36;
const headHeight = 32;
const overscan = 8;

/** The part of a list that is in sight. */
export interface View {
  scrollTop: number;
  height: number;
}

/** Which rows to draw: those in sight and some around them; `end` is not among them. */
export function rowsInView(
  { scrollTop, height }: View,
  count: number,
): { start: number; end: number } {
  const first = Math.floor(scrollTop / rowHeight) - overscan;
  const last = Math.ceil((scrollTop + height) / rowHeight) + overscan;
  return { start: Math.min(count, Math.max(0, first)), end: Math.min(count, last) };
}

/** Where to scroll so that a row is in sight; where it is, if it is. */
export function scrollToRow({ scrollTop, height }: View, index: number): number {
  const top = index * rowHeight;
  const bottom = top + rowHeight + headHeight - height;
  if (scrollTop > top) return top;
  return Math.max(scrollTop, bottom);
}
