import { describe, expect, test } from 'vitest';
import { compilePrompt, type PromptState } from './compile-prompt.js';
import { promptLimits } from './prompt-limits.js';

const whenCompiled: readonly [string, string, string][] = [
  ['1 MB of mustaches', '{{a}}'.repeat(200_000), 'sourceBytes'],
  ['64 KB and one byte', 'x'.repeat(promptLimits.sourceBytes + 1), 'sourceBytes'],
  ['more than 64 KB only as UTF-8', '€'.repeat(22_000), 'sourceBytes'],
  ['501 mustaches', '{{a}}'.repeat(501), 'mustaches'],
  ['21 blocks', '{{#if a}}'.repeat(21) + '{{/if}}'.repeat(21), 'depth'],
  ['21 parentheses', `{{not ${'(not '.repeat(21)}a${')'.repeat(21)}}}`, 'depth'],
  ['16,000 parentheses', `{{f ${'(a '.repeat(16_000)}${')'.repeat(16_000)}}}`, 'depth'],
  [
    'blocks and parentheses together',
    `${'{{#if a}}'.repeat(15)}{{not ${'(not '.repeat(6)}a${')'.repeat(6)}}}${'{{/if}}'.repeat(15)}`,
    'depth',
  ],
];

describe('limits when compiling', () => {
  test.each(whenCompiled)('%s', (_, source, limit) => {
    expect(catchError(() => compilePrompt(source))).toMatchObject({
      code: 'prompt_too_large',
      detail: { limit },
    });
  });

  const disguises = ['\\{{ " }}', "{{! it's }}", "{{!-- it's --}}", '{{x "}}" }}', "{{[a'b]}}"];
  test.each(disguises)('nesting is seen behind %s', (disguise) => {
    const source = `${disguise}{{f ${'(a '.repeat(3000)}${')'.repeat(3000)}}} ' "`;
    expect(catchError(() => compilePrompt(source))).toMatchObject({ code: 'prompt_too_large' });
  });

  test('what is just within the limits compiles', () => {
    const sources = [
      '{{a}}'.repeat(500),
      'x'.repeat(promptLimits.sourceBytes),
      '{{#if a}}'.repeat(20) + '{{/if}}'.repeat(20),
      `{{#if a}}${'{{else if b}}'.repeat(400)}{{/if}}`,
      `{{a}}${'('.repeat(5000)}`,
    ];
    for (const source of sources) expect(() => compilePrompt(source)).not.toThrow();
  });
});

const list = Array.from({ length: 1000 }, (_, index) => index);

const whenRendered: readonly [string, string, PromptState, string][] = [
  [
    'three nested loops over 1,000',
    '{{#each a}}{{#each ../a}}{{#each ../../a}}x{{/each}}{{/each}}{{/each}}',
    { a: list },
    'iterations',
  ],
  ['one loop over too many', '{{#each a}}{{/each}}', { a: Array(100_001).fill(0) }, 'iterations'],
  ['a large value', '{{a}}', { a: 'x'.repeat(4 * 1024 * 1024 + 1) }, 'outputBytes'],
  ['a value large only as UTF-8', '{{a}}', { a: '€'.repeat(1_500_000) }, 'outputBytes'],
  [
    'a loop that writes much',
    '{{#each a}}{{#each ../a}}{{../../t}}{{/each}}{{/each}}',
    { a: list, t: 'x'.repeat(100) },
    'outputBytes',
  ],
  [
    'helpers that work without writing',
    '{{#each a}}{{#if (eq (upper ../t) "y")}}{{/if}}{{/each}}',
    { a: list, t: 'x'.repeat(1_000_000) },
    'work',
  ],
];

describe('limits when rendering', () => {
  test.each(whenRendered)('%s', (_, source, state, limit) => {
    const prompt = compilePrompt(source);
    expect(catchError(() => prompt.render(state))).toMatchObject({
      code: 'prompt_output_limit',
      detail: { limit },
    });
  });

  test('each rendering has its own budget', () => {
    const prompt = compilePrompt('{{#each a}}x{{/each}}');
    const a = Array(60_000).fill(0);
    expect(prompt.render({ a })).toHaveLength(60_000);
    expect(prompt.render({ a })).toHaveLength(60_000);
  });

  test('a separator cannot multiply', () => {
    const prompt = compilePrompt('{{join a t}}');
    const error = catchError(() => prompt.render({ a: list, t: 'x'.repeat(1_000_000) }));
    expect(error).toMatchObject({ code: 'helper_argument' });
  });
});

function catchError(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  return undefined;
}
