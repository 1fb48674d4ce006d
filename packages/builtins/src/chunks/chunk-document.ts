import { breakDown } from './break-down.js';
import type { CountTokens } from './count-tokens.js';
import { packPieces, type ChunkSize } from './pack-pieces.js';
import { readSections } from './read-sections.js';
import type { Section } from './section.js';
import { splitSentences } from './split-text.js';

/** A part of a document. */
export interface Chunk {
  text: string;
  /** Titles of the headings it stands under, outermost first. */
  headingPath: string[];
}

/**
 * Divides Markdown at its headings. Sections of more than `budget` tokens are divided further:
 * between paragraphs, then sentences, then words. Code and tables are divided only when one by
 * itself is larger than the budget, and then between lines. No budget: by heading only.
 */
export function* chunkMarkdown(
  source: string,
  size: ChunkSize | undefined,
  count: CountTokens,
): Generator<Chunk> {
  for (const section of readSections(source)) {
    if (size === undefined) {
      yield {
        text: section.spans.map(({ text }) => text).join(''),
        headingPath: section.headingPath,
      };
    } else {
      yield* chunkSection(section, size, count);
    }
  }
}

/** Divides a text between sentences. */
export function* chunkSentences(
  source: string,
  size: ChunkSize,
  count: CountTokens,
): Generator<Chunk> {
  const spans = splitSentences(source).map((text) => ({ text, isSolid: false }));
  yield* chunkSection({ headingPath: [], spans }, size, count);
}

function* chunkSection(
  { headingPath, spans }: Section,
  size: ChunkSize,
  count: CountTokens,
): Generator<Chunk> {
  const pieces = spans.flatMap((span) => breakDown(span, size.budget, count));
  for (const text of packPieces(pieces, size, count)) yield { text, headingPath };
}
