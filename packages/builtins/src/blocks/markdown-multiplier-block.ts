import {
  BaseBlock,
  ConfigError,
  Type,
  ValidationError,
  type BlockContext,
} from '@datagenflow/block-sdk';
import { setImmediate as pause } from 'node:timers/promises';
import { chunkMarkdown, chunkSentences, type Chunk } from '../chunks/chunk-document.js';
import { loadTokenCounter } from '../chunks/count-tokens.js';
import type { ChunkSize } from '../chunks/pack-pieces.js';

/**
 * Divides a document into chunks, each of which becomes a branch. Without overlap the chunks
 * joined give back the document. A code block or table is divided only when it alone is larger
 * than `chunk_size`. A blank document has no chunks.
 */
export class MarkdownMultiplierBlock extends BaseBlock.define({
  name: 'Markdown Chunker',
  description: 'Divide a document into chunks and go on with each of them',
  category: 'seeders',
  inputs: ['file_content'],
  outputs: ['chunk_text', 'chunk_index', 'heading_path'],
  is_multiplier: true,
  config: Type.Object({
    parser_type: Type.Union([Type.Literal('markdown'), Type.Literal('sentence')], {
      default: 'markdown',
      description: 'markdown: at headings, then by size; sentence: between sentences, by size',
    }),
    chunk_size: Type.Integer({
      default: 0,
      minimum: 0,
      maximum: 1_000_000,
      description: 'Most tokens of a chunk; 0 is no limit and needs parser_type markdown',
    }),
    chunk_overlap: Type.Integer({
      default: 50,
      minimum: 0,
      maximum: 1_000_000,
      description: 'Tokens that a chunk repeats of the one before, when chunk_size divided them',
    }),
  }),
}) {
  readonly #size = readSize(this.config);

  override async execute(context: BlockContext) {
    const source = context.get('file_content', '');
    const branches: Branch[] = [];
    if (source.trim() === '') return branches;
    for (const { text, headingPath } of await this.#chunk(source)) {
      if (branches.length % PAUSE_EVERY === 0) await pause(undefined, { signal: context.signal });
      if (branches.length >= MAX_CHUNKS) throw tooMany();
      branches.push({ chunk_text: text, chunk_index: branches.length, heading_path: headingPath });
    }
    return branches;
  }

  async #chunk(source: string): Promise<Iterable<Chunk>> {
    const count = await loadTokenCounter();
    if (this.config.parser_type === 'markdown') return chunkMarkdown(source, this.#size, count);
    return this.#size === undefined ? [] : chunkSentences(source, this.#size, count);
  }
}

type Branch = { chunk_text: string; chunk_index: number; heading_path: string[] };

const MAX_CHUNKS = 100_000;

/** Chunks after which other work gets its turn. */
const PAUSE_EVERY = 100;

/** Undefined when sections of any size are fine. */
function readSize(config: {
  parser_type: string;
  chunk_size: number;
  chunk_overlap: number;
}): ChunkSize | undefined {
  const { parser_type, chunk_size: budget, chunk_overlap: overlap } = config;
  if (budget === 0 && parser_type === 'markdown') return undefined;
  if (budget === 0) {
    throw refuse('chunk_size', 'must be at least 1 with parser_type sentence');
  }
  if (overlap >= budget) {
    throw refuse('chunk_overlap', `must be less than chunk_size (${overlap} of ${budget})`);
  }
  return { budget, overlap };
}

function refuse(key: string, message: string): ConfigError {
  return new ConfigError(`Config of MarkdownMultiplierBlock is not valid: ${key}: ${message}`, {
    detail: { issues: [{ path: `/${key}`, message }] },
  });
}

function tooMany(): ValidationError {
  return new ValidationError(
    `The document has more than ${MAX_CHUNKS} chunks. Raise chunk_size or lower chunk_overlap.`,
    { code: 'too_many_chunks', detail: { limit: MAX_CHUNKS } },
  );
}
