/**
 * Syllables of an English word, counted by its groups of vowels. A silent e at the end doesn't
 * count, and no word has none. A file whose name starts with `_` is no block but may be imported.
 */
export function countSyllables(word: string): number {
  const letters = word.toLowerCase().replaceAll(/[^a-z]/g, '');
  const spoken = letters.replace(/(?:[^laeiouy]es|[^dt]ed|[^l]e)$/, '');
  return Math.max(1, spoken.match(/[aeiouy]+/g)?.length ?? 0);
}
