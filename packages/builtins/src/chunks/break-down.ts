import type { CountTokens } from './count-tokens.js';
import type { Span } from './section.js';
import { splitText, type Cut } from './split-text.js';

/** A part of a text that fits into a chunk. */
export interface Piece extends Span {
  tokens: number;
}

const CUTS: Readonly<Record<'prose' | 'solid', readonly Cut[]>> = {
  prose: ['sentence', 'word'],
  solid: ['line', 'word'],
};

/**
 * The span itself when it fits, else its sentences (for code and tables its lines), else words,
 * else parts of words. Only a single character may take more tokens than there are.
 */
export function breakDown(span: Span, budget: number, count: CountTokens): Piece[] {
  const { isSolid } = span;
  const breakText = (text: string, cuts: readonly Cut[]): Piece[] => {
    const tokens = count(text);
    if (tokens <= budget || text.length <= 1) return [{ text, tokens, isSolid }];
    const [cut, ...rest] = cuts;
    if (cut !== undefined) {
      return splitText(text, cut, 0).flatMap((part) => breakText(part, rest));
    }
    const size = Math.min(Math.ceil(text.length / 2), budget * CHARACTERS_PER_TOKEN);
    const slices = splitText(text, 'slice', size);
    if (slices.length === 1) return [{ text, tokens, isSolid }];
    return slices.flatMap((part) => breakText(part, []));
  };
  return breakText(span.text, isSolid ? CUTS.solid : CUTS.prose);
}

/** No more than a first guess: most texts have about four. */
const CHARACTERS_PER_TOKEN = 4;
