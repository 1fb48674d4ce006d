/** Scripts without spaces between words: each of their characters counts as a word. */
const SPACELESS = ['Han', 'Hiragana', 'Katakana', 'Thai', 'Lao', 'Khmer', 'Myanmar']
  .map((script) => `\\p{Script=${script}}`)
  .join('');
const WORD = new RegExp(`[${SPACELESS}]|(?:(?![${SPACELESS}])[\\p{L}\\p{N}\\p{M}_])+`, 'gu');

const FNV_OFFSET = 0x811c_9dc5;
const FNV_PRIME = 0x0100_0193;

/**
 * Hashes of all runs of `size` words of a text (w-shingling; A. Z. Broder, “On the resemblance and
 * containment of documents”, 1997), each once. Letter case, punctuation and Unicode forms do not
 * matter. A text of fewer words is one shingle; one without words has none.
 */
export function shingle(text: string, size: number): Set<number> {
  const words = normalizeText(text).match(WORD) ?? [];
  const hashes = words.map(hashWord);
  const shingles = new Set<number>();
  if (hashes.length === 0) return shingles;
  for (let from = 0; from === 0 || from + size <= hashes.length; from += 1) {
    const to = Math.min(from + size, hashes.length);
    let hash = FNV_OFFSET;
    for (let at = from; at < to; at += 1)
      hash = mix(Math.imul(hash, FNV_PRIME) ^ (hashes[at] ?? 0));
    shingles.add(hash >>> 0);
  }
  return shingles;
}

/** A text without what does not matter: Unicode form, letter case, and the amount of white space. */
export function normalizeText(text: string): string {
  return text.normalize('NFKC').toLowerCase().replaceAll(/\s+/g, ' ').trim();
}

/** The finalizer of MurmurHash3 (A. Appleby): each bit in changes half of the bits out. */
export function mix(value: number): number {
  let hash = value;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
  return hash ^ (hash >>> 16);
}

/** FNV-1a over UTF-16 units. */
function hashWord(word: string): number {
  let hash = FNV_OFFSET;
  for (let at = 0; at < word.length; at += 1) {
    hash = Math.imul(hash ^ word.charCodeAt(at), FNV_PRIME);
  }
  return mix(hash);
}
