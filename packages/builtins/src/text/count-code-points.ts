const HIGH_SURROGATE = /[\uD800-\uDBFF][\uDC00-\uDFFF]/g;

/** Characters of a text as people count them in other languages: Unicode code points. */
export function countCodePoints(text: string): number {
  let pairs = 0;
  for (const _ of text.matchAll(HIGH_SURROGATE)) pairs += 1;
  return text.length - pairs;
}
