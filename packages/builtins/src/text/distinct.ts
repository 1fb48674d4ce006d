/**
 * Distinct-n: different n-grams of words divided by all of them, over all texts together (J. Li et
 * al., “A Diversity-Promoting Objective Function for Neural Conversation Models”, 2016). Words are
 * separated by white space. 0 when there are none.
 */
export function measureDistinct(texts: readonly string[], size: number): number {
  const distinct = new Set<string>();
  let all = 0;
  for (const text of texts) {
    const words = text.match(/\S+/g) ?? [];
    for (let at = 0; at + size <= words.length; at += 1) {
      distinct.add(words.slice(at, at + size).join(' '));
      all += 1;
    }
  }
  return all === 0 ? 0 : distinct.size / all;
}
