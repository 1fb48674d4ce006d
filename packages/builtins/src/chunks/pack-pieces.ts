import { breakDown, type Piece } from './break-down.js';
import type { CountTokens } from './count-tokens.js';

/** How large a chunk may be, and how much of the one before it repeats; in tokens. */
export interface ChunkSize {
  budget: number;
  overlap: number;
}

/**
 * Joins pieces, each within the budget, to chunks that are as long as the budget allows. Without
 * overlap the chunks joined are the pieces joined.
 */
export function* packPieces(
  pieces: readonly Piece[],
  { budget, overlap }: ChunkSize,
  count: CountTokens,
): Generator<string> {
  let repeated: Piece[] = [];
  for (let from = 0; from < pieces.length;) {
    let to = takeWhileFits(pieces, from, budget - sumTokens(repeated));
    let text = join([...repeated, ...pieces.slice(from, to)]);
    while (to - from > 1 && count(text) > budget) {
      to -= 1;
      text = join([...repeated, ...pieces.slice(from, to)]);
    }
    if (repeated.length > 0 && to - from === 1 && count(text) > budget) {
      text = join(pieces.slice(from, to));
    }
    yield text;
    const room = Math.min(overlap, budget - (pieces[to]?.tokens ?? budget));
    repeated = takeEnd(pieces.slice(from, to), room, count);
    from = to;
  }
}

/** The index behind the last piece that fits; at least one is taken. */
function takeWhileFits(pieces: readonly Piece[], from: number, budget: number): number {
  let tokens = pieces[from]?.tokens ?? 0;
  let to = from + 1;
  for (; to < pieces.length; to += 1) {
    tokens += pieces[to]?.tokens ?? 0;
    if (tokens > budget) break;
  }
  return to;
}

/** The last pieces that fit into `room` tokens. Prose may begin at a sentence or word, code not. */
function takeEnd(pieces: readonly Piece[], room: number, count: CountTokens): Piece[] {
  if (room <= 0) return [];
  const taken: Piece[] = [];
  let left = room;
  for (const piece of pieces.toReversed()) {
    if (piece.tokens > left) {
      if (!piece.isSolid) taken.unshift(...takeFitting(breakDown(piece, left, count), left));
      break;
    }
    taken.unshift(piece);
    left -= piece.tokens;
  }
  return taken;
}

function takeFitting(parts: readonly Piece[], room: number): Piece[] {
  let left = room;
  let from = parts.length;
  while (from > 0 && (parts[from - 1]?.tokens ?? 0) <= left) {
    from -= 1;
    left -= parts[from]?.tokens ?? 0;
  }
  return parts.slice(from);
}

function sumTokens(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, { tokens }) => sum + tokens, 0);
}

function join(pieces: readonly Piece[]): string {
  return pieces.map(({ text }) => text).join('');
}
