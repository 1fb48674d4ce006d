const FULL = 0xffff_ffff;

/**
 * The length of the longest common subsequence. Bit-parallel (H. Hyyrö, “Bit-parallel LCS-length
 * computation revisited”, 2004): |a|·|b|/32 steps at worst.
 */
export function measureCommonSubsequence(a: readonly string[], b: readonly string[]): number {
  const places = findPlaces(a);
  const row = new Uint32Array(Math.ceil(a.length / 32)).fill(FULL);
  for (const item of b) addMatches(row, places.get(item) ?? []);
  let length = 0;
  for (let at = 0; at < a.length; at += 1) {
    if (((row[at >>> 5] ?? 0) & (1 << (at & 31))) === 0) length += 1;
  }
  return length;
}

interface Places {
  word: number;
  bits: number;
}

/** Where each item stands: the words of 32 places that hold it, in order. */
function findPlaces(items: readonly string[]): Map<string, Places[]> {
  const places = new Map<string, Places[]>();
  for (const [at, item] of items.entries()) {
    const known = places.get(item) ?? [];
    if (known.length === 0) places.set(item, known);
    const last = known.at(-1);
    const bit = (1 << (at & 31)) >>> 0;
    if (last?.word === at >>> 5) last.bits = (last.bits | bit) >>> 0;
    else known.push({ word: at >>> 5, bits: bit });
  }
  return places;
}

/** row = (row + (row & matches)) | (row & ~matches), over all words with carry. */
function addMatches(row: Uint32Array, matches: readonly Places[]): void {
  let carry = 0;
  for (const [index, { word, bits }] of matches.entries()) {
    const value = row[word] ?? 0;
    const sum = value + ((value & bits) >>> 0) + carry;
    row[word] = sum | (value & ~bits);
    carry = sum > FULL ? 1 : 0;
    const next = matches[index + 1]?.word ?? row.length;
    for (let at = word + 1; carry === 1 && at < next; at += 1) {
      const following = row[at] ?? 0;
      row[at] = (following + 1) | following;
      carry = following === FULL ? 1 : 0;
    }
  }
}
