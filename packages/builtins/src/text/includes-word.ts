const WORD_CHARACTER = /[\p{L}\p{N}\p{M}_]/u;

/**
 * Whether a word or phrase stands in a text by itself: where it begins or ends with a letter or
 * digit, none may stand next to it.
 */
export function includesWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const end = at + word.length;
    const startsClean = !isWordCharacter(text, at) || !isWordCharacter(text, at - 1);
    const endsClean = !isWordCharacter(text, end - 1) || !isWordCharacter(text, end);
    if (startsClean && endsClean) return true;
  }
  return false;
}

/** Looks at the whole character when the index is at either half of a surrogate pair. */
function isWordCharacter(text: string, index: number): boolean {
  const isLow = /[\uDC00-\uDFFF]/.test(text.charAt(index));
  const point = text.codePointAt(isLow ? index - 1 : index);
  return point !== undefined && WORD_CHARACTER.test(String.fromCodePoint(point));
}
