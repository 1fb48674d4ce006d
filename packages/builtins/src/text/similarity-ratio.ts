/**
 * How alike two texts are, from 0 to 1: twice the characters in matching blocks, divided by all
 * characters (J. W. Ratcliff, D. E. Metzener, “Pattern Matching: The Gestalt Approach”, 1988). As
 * Python’s difflib does it by default, characters that make up more than 1 % of a second text of at
 * least 200 do not start a match.
 */
export function measureSimilarity(first: string, second: string): number {
  const a = Array.from(first);
  const b = Array.from(second);
  if (a.length + b.length === 0) return 1;
  return (2 * countMatches(a, b)) / (a.length + b.length);
}

interface Range {
  aFrom: number;
  aTo: number;
  bFrom: number;
  bTo: number;
}

interface Match {
  a: number;
  b: number;
  size: number;
}

function countMatches(a: readonly string[], b: readonly string[]): number {
  const places = findPlaces(b);
  const ranges: Range[] = [{ aFrom: 0, aTo: a.length, bFrom: 0, bTo: b.length }];
  let matched = 0;
  for (let range = ranges.pop(); range !== undefined; range = ranges.pop()) {
    const match = findLongest(a, b, places, range);
    if (match.size === 0) continue;
    matched += match.size;
    ranges.push(
      { ...range, aTo: match.a, bTo: match.b },
      { ...range, aFrom: match.a + match.size, bFrom: match.b + match.size },
    );
  }
  return matched;
}

/** Where each character stands in the text, but for those that are too frequent in a long one. */
function findPlaces(text: readonly string[]): Map<string, number[]> {
  const places = new Map<string, number[]>();
  for (const [at, character] of text.entries()) {
    const known = places.get(character);
    if (known === undefined) places.set(character, [at]);
    else known.push(at);
  }
  if (text.length < 200) return places;
  const most = Math.floor(text.length / 100) + 1;
  for (const [character, found] of places) if (found.length > most) places.delete(character);
  return places;
}

/** The longest block within the ranges; of equal ones that which starts first in a, then in b. */
function findLongest(
  a: readonly string[],
  b: readonly string[],
  places: ReadonlyMap<string, readonly number[]>,
  { aFrom, aTo, bFrom, bTo }: Range,
): Match {
  let best: Match = { a: aFrom, b: bFrom, size: 0 };
  let lengths = new Map<number, number>();
  for (let at = aFrom; at < aTo; at += 1) {
    const next = new Map<number, number>();
    for (const place of places.get(a[at] ?? '') ?? []) {
      if (place < bFrom) continue;
      if (place >= bTo) break;
      const size = (lengths.get(place - 1) ?? 0) + 1;
      next.set(place, size);
      if (size > best.size) best = { a: at - size + 1, b: place - size + 1, size };
    }
    lengths = next;
  }
  while (best.a > aFrom && best.b > bFrom && a[best.a - 1] === b[best.b - 1]) {
    best = { a: best.a - 1, b: best.b - 1, size: best.size + 1 };
  }
  while (
    best.a + best.size < aTo &&
    best.b + best.size < bTo &&
    a[best.a + best.size] === b[best.b + best.size]
  ) {
    best = { ...best, size: best.size + 1 };
  }
  return best;
}
