import MarkdownIt, { type Token } from 'markdown-it';
import type { Section } from './section.js';

/**
 * Divides Markdown at its headings, but not at those within lists or quotes. All spans together
 * are the source, unchanged.
 */
export function readSections(source: string): Section[] {
  const parser = new MarkdownIt({ html: true });
  parser.core.ruler.enableOnly(['normalize', 'block']);
  const lines = findLines(source);
  const sections: Section[] = [];
  const headings: Heading[] = [];
  const leaves = [...findLeaves(parser.parse(source, {}))];
  for (const leaf of fillGaps(leaves, lines.length - 1)) {
    if (leaf.heading !== undefined) enterHeading(headings, leaf.heading);
    if (leaf.heading !== undefined || sections.length === 0) {
      sections.push({ headingPath: headings.map(({ title }) => title), spans: [] });
    }
    const text = source.slice(lines[leaf.from], lines[leaf.to]);
    sections.at(-1)?.spans.push({ text, isSolid: leaf.isSolid });
  }
  return sections;
}

interface Heading {
  level: number;
  title: string;
}

/** A block that holds no other blocks, in the lines `from` up to `to`. */
interface Leaf {
  from: number;
  to: number;
  isSolid: boolean;
  heading?: Heading;
}

const SOLID = new Set(['fence', 'code_block', 'html_block', 'table_open']);
const PROSE = new Set(['paragraph_open', 'heading_open', 'hr']);

/** Offsets at which lines start, as markdown-it counts them, and the end of the text. */
function findLines(source: string): number[] {
  const starts = [0];
  for (const found of source.matchAll(/\r\n?|\n/g)) starts.push(found.index + found[0].length);
  if (starts.at(-1) !== source.length) starts.push(source.length);
  return starts;
}

function* findLeaves(tokens: readonly Token[]): Generator<Leaf> {
  for (const [index, token] of tokens.entries()) {
    if (token.map === null) continue;
    const [from, to] = token.map;
    const isSolid = SOLID.has(token.type);
    if (!isSolid && !PROSE.has(token.type)) continue;
    if (token.type === 'heading_open' && token.level === 0) {
      const title = tokens[index + 1]?.content ?? '';
      yield { from, to, isSolid, heading: { level: Number(token.tag.slice(1)), title } };
    } else {
      yield { from, to, isSolid };
    }
  }
}

/** Adds what stands between the leaves, such as blank lines and link definitions. */
function fillGaps(leaves: readonly Leaf[], lineCount: number): Leaf[] {
  if (leaves.length === 0) return [{ from: 0, to: lineCount, isSolid: false }];
  return leaves.flatMap((leaf, index) => {
    const from = index === 0 ? 0 : leaf.from;
    const end = leaves[index + 1]?.from ?? lineCount;
    if (!leaf.isSolid || leaf.to >= end) return [{ ...leaf, from, to: end }];
    return [
      { ...leaf, from },
      { from: leaf.to, to: end, isSolid: false },
    ];
  });
}

function enterHeading(headings: Heading[], heading: Heading): void {
  while ((headings.at(-1)?.level ?? 0) >= heading.level) headings.pop();
  headings.push(heading);
}
