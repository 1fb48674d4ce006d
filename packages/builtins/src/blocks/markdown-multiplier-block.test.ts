import { checkBlock, runBlock } from '@datagenflow/block-sdk/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadTokenCounter } from '../chunks/count-tokens.js';
import { MarkdownMultiplierBlock } from './markdown-multiplier-block.js';

type Config = NonNullable<ConstructorParameters<typeof MarkdownMultiplierBlock>[0]>;

const chunk = async (file_content: string, config: Config = {}) => {
  const { output } = await runBlock(MarkdownMultiplierBlock, { config, state: { file_content } });
  return output ?? [];
};

const texts = async (source: string, config?: Config) =>
  (await chunk(source, config)).map(({ chunk_text }) => chunk_text ?? '');

const line = fc.constantFrom(
  '# One',
  '## Two words',
  'Setext\n======',
  'A sentence. Another one! And a third, which is longer than the others?',
  '```js',
  '```',
  '~~~',
  '# not a heading when fenced',
  '| a | b |',
  '|---|---|',
  '| 1 | 2 |',
  '- item',
  '  - inner item',
  '> quote',
  '    code',
  '[ref]: https://example.org',
  '<div>',
  '',
  '',
  '日本語の文。もう一つの文。',
  '👩‍👩‍👧👩‍👩‍👧',
);
const markdown = fc
  .array(fc.oneof(line, fc.string({ unit: 'binary', maxLength: 40 })), { maxLength: 40 })
  .chain((lines) => fc.constantFrom('\n', '\r\n', '\r').map((end) => lines.join(end)));

describe('MarkdownMultiplierBlock', () => {
  test('keeps the rules for blocks', async () => {
    const report = await checkBlock(MarkdownMultiplierBlock, {
      state: { file_content: '# A\n\ntext\n' },
    });
    expect(report.problems).toEqual([]);
  });

  test('divides at headings and tells under which ones a chunk stands', async () => {
    const source = '\nIntro\n\n# A\n\na\n\n## A *1*\na1\n\nB\n=\nb\n\n### B.0.1\nb01\n## B.1\nend';
    expect(await chunk(source)).toEqual([
      { chunk_text: '\nIntro\n\n', chunk_index: 0, heading_path: [] },
      { chunk_text: '# A\n\na\n\n', chunk_index: 1, heading_path: ['A'] },
      { chunk_text: '## A *1*\na1\n\n', chunk_index: 2, heading_path: ['A', 'A *1*'] },
      { chunk_text: 'B\n=\nb\n\n', chunk_index: 3, heading_path: ['B'] },
      { chunk_text: '### B.0.1\nb01\n', chunk_index: 4, heading_path: ['B', 'B.0.1'] },
      { chunk_text: '## B.1\nend', chunk_index: 5, heading_path: ['B', 'B.1'] },
    ]);
  });

  test('what looks like a heading in code, HTML, a list or a quote is none', async () => {
    const source = [
      '# A',
      '```',
      '# code',
      '```',
      '~~~~',
      '```',
      '# still code',
      '~~~~',
      '    # indented',
      '<!--',
      '# comment',
      '-->',
      '- # item',
      '> # quote',
      '#hashtag',
    ].join('\n');
    expect(await texts(source)).toEqual([source]);
  });

  test('a blank document has no chunks', async () => {
    expect(await chunk('')).toEqual([]);
    expect(await chunk(' \n\t\n', { parser_type: 'sentence', chunk_size: 100 })).toEqual([]);
  });

  test('divides long sections between paragraphs, then sentences, then words', async () => {
    const source = 'One two. Three four.\n\nFive six seven eight nine ten.\n';
    const config = { chunk_overlap: 0 };
    expect(await texts(source, { ...config, chunk_size: 12 })).toEqual([
      'One two. Three four.\n\n',
      'Five six seven eight nine ten.\n',
    ]);
    expect(await texts(source, { ...config, chunk_size: 4 })).toEqual([
      'One two. ',
      'Three four.\n\n',
      'Five six seven eight',
      ' nine ten.\n',
    ]);
  });

  test('code and tables stay whole, unless one alone is too large', async () => {
    const code = '```\nlet a = 1;\nlet b = 2;\nlet c = 3;\n```\n';
    const table = '| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |\n';
    const source = `Some words before it.\n\n${code}\nSome words between.\n\n${table}`;
    const chunks = await texts(source, { chunk_size: 32, chunk_overlap: 10 });
    expect(chunks.some((text) => text.includes(code))).toBe(true);
    expect(chunks.some((text) => text.includes(table))).toBe(true);
    expect(await texts(code, { chunk_size: 10, chunk_overlap: 0 })).toEqual([
      '```\nlet a = 1;\n',
      'let b = 2;\n',
      'let c = 3;\n```\n',
    ]);
  });

  test('sentence mode divides between sentences and repeats the last ones', async () => {
    const source = 'One is here. Two is here. Three is here. Four is here. ';
    const config: Config = { parser_type: 'sentence', chunk_size: 13, chunk_overlap: 5 };
    expect(await texts(source, config)).toEqual([
      'One is here. Two is here. ',
      'Two is here. Three is here. ',
      'Three is here. Four is here. ',
    ]);
  });

  test('sizes that do not go together are refused', () => {
    const make = (config: Config) => () => new MarkdownMultiplierBlock(config);
    expect(make({ parser_type: 'sentence' })).toThrow('chunk_size: must be at least 1');
    expect(make({ chunk_size: 50 })).toThrow('chunk_overlap: must be less than chunk_size');
    expect(make({ chunk_size: 51 })).not.toThrow();
  });

  test('chunks without overlap joined are the document', async () => {
    const config = fc.record<Config>({
      parser_type: fc.constantFrom('markdown', 'sentence'),
      chunk_size: fc.integer({ min: 1, max: 60 }),
      chunk_overlap: fc.constant(0),
    });
    await fc.assert(
      fc.asyncProperty(markdown, config, async (source, sizes) => {
        const expected = source.trim() === '' ? '' : source;
        expect((await texts(source, sizes)).join('')).toBe(expected);
        expect((await texts(source)).join('')).toBe(expected);
      }),
      { numRuns: 300 },
    );
  });

  test('every chunk keeps the budget, overlap included', async () => {
    const count = await loadTokenCounter();
    const sizes = fc.tuple(fc.integer({ min: 8, max: 60 }), fc.integer({ min: 0, max: 7 }));
    await fc.assert(
      fc.asyncProperty(markdown, sizes, async (source, [chunk_size, chunk_overlap]) => {
        for (const text of await texts(source, { chunk_size, chunk_overlap })) {
          expect(count(text)).toBeLessThanOrEqual(chunk_size);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('a code block or table that fits into a chunk is never divided', async () => {
    const count = await loadTokenCounter();
    const words = fc.array(fc.constantFrom('one', 'two', '# three', 'four.'), { minLength: 1 });
    const solid = fc.oneof(
      words.map((all) => `\`\`\`\n${all.join('\n')}\n\`\`\`\n`),
      words.map((all) => `~~~~ js\n${all.join('\n\n')}\n\`\`\`\n~~~~\n`),
      words.map(
        (all) => `| a | b |\n|---|---|\n${all.map((word) => `| ${word} | 1 |\n`).join('')}`,
      ),
    );
    const prose = fc.oneof(
      words.map((all) => `${all.join(' ').replaceAll('# ', '')}\n`),
      fc.constant('## A heading\n'),
    );
    const part = fc.oneof(
      solid.map((text) => ({ text, isSolid: true })),
      prose.map((text) => ({ text, isSolid: false })),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(part, { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 20, max: 80 }),
        async (parts, chunk_size) => {
          const source = parts.map(({ text }) => text).join('\n');
          const chunks = await texts(source, { chunk_size, chunk_overlap: 0 });
          expect(chunks.join('')).toBe(source);
          for (const { text, isSolid } of parts) {
            if (!isSolid || count(`${text}\n`) > chunk_size) continue;
            expect(chunks.some((one) => one.includes(text))).toBe(true);
          }
        },
      ),
      { numRuns: 300 },
    );
  }, 60_000);

  test('hostile and large documents end', async () => {
    const large = 200_000;
    const sources = [
      'a'.repeat(large),
      ' '.repeat(large) + 'a',
      '> '.repeat(large / 2),
      '- '.repeat(large / 2),
      '`'.repeat(large),
      '```\n'.repeat(large / 4),
      '# a\n'.repeat(5_000),
      `|a|b|\n|-|-|\n${'|1|2|\n'.repeat(large / 6)}`,
      '👩‍👩‍👧'.repeat(large / 8),
      `${'word '.repeat(40)}\n\n`.repeat(large / 200),
    ];
    for (const source of sources) {
      const joined = (await texts(source, { chunk_size: 512, chunk_overlap: 0 })).join('');
      expect(joined === source).toBe(true);
    }
  }, 60_000);

  test('ends when it is cancelled', async () => {
    const run = runBlock(MarkdownMultiplierBlock, {
      state: { file_content: '# a\n' },
      signal: AbortSignal.abort(),
    });
    await expect(run).rejects.toMatchObject({ name: 'AbortError' });
  });
});
