/** How a text can be taken apart without losing a character. */
export type Cut = 'sentence' | 'line' | 'word' | 'slice';

/** The parts of a text; joined they are the text. Slices are of `size` UTF-16 units. */
export function splitText(text: string, cut: Cut, size: number): string[] {
  switch (cut) {
    case 'sentence':
      return splitSentences(text);
    case 'line':
      return text.match(/[^\n]*\n|[^\n]+/g) ?? [];
    case 'word':
      return text.match(/\s*\S+|\s+/g) ?? [];
    case 'slice':
      return sliceText(text, size);
  }
}

/** Sentences by the rules of Unicode, whatever the language. Blank space goes with the one before. */
export function splitSentences(text: string): string[] {
  const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/** Never separates a surrogate pair, so that a part may be one unit longer. */
function sliceText(text: string, size: number): string[] {
  const slices: string[] = [];
  for (let from = 0; from < text.length;) {
    let to = Math.min(from + Math.max(1, size), text.length);
    if (/[\uD800-\uDBFF]/.test(text.charAt(to - 1)) && to < text.length) to += 1;
    slices.push(text.slice(from, to));
    from = to;
  }
  return slices;
}
