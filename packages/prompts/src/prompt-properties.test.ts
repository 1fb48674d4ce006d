import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileCondition } from './compile-condition.js';
import { compilePrompt } from './compile-prompt.js';
import { PromptError } from './prompt-error.js';
import { promptHelpers } from './helpers/prompt-helpers.js';

const unicode = fc.string({ unit: 'binary' });
const literalText = unicode.filter((text) => !text.includes('\0') && !/\{[%#]/.test(text));

describe('what renders is what was given', () => {
  test('a value', () => {
    fc.assert(
      fc.property(unicode, (text) => {
        expect(compilePrompt('{{x}}').render({ x: text })).toBe(text);
      }),
    );
  });

  test('literal text, its braces escaped', () => {
    fc.assert(
      fc.property(fc.oneof(literalText, braces()), (text) => {
        const source = text.replace(/[\\{]*\{{2}\}*/g, (run) => `{{"${run}"}}`);
        expect(compilePrompt(source).render({})).toBe(text);
      }),
    );
  });

  test('\\{{ stands for literal braces', () => {
    const word = fc.stringMatching(/^[a-z .}]{0,12}$/);
    fc.assert(
      fc.property(fc.array(word, { maxLength: 6 }), (words) => {
        expect(compilePrompt(words.join('\\{{')).render({})).toBe(words.join('{{'));
      }),
    );
  });

  test('JSON, as json writes it', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const prompt = compilePrompt('{{json x}}');
        expect(JSON.parse(prompt.render({ x: value }))).toEqual(JSON.parse(JSON.stringify(value)));
        expect(prompt.value?.({ x: value })).toBe(value);
      }),
    );
  });
});

test('nothing is rendered twice', () => {
  fc.assert(
    fc.property(promptSource(), (source) => {
      const state = { a: source, list: [source] };
      expect(compilePrompt('{{a}}{{#each list}}{{this}}{{/each}}').render(state)).toBe(
        source + source,
      );
      expect(compilePrompt('{{default missing a}}').render(state)).toBe(source);
    }),
  );
});

test('any source compiles and renders, or throws a PromptError', () => {
  fc.assert(
    fc.property(fc.oneof(unicode, promptSource()), fc.jsonValue(), (source, value) => {
      const state = { a: value, b: [value], c: { a: value } };
      const prompt = attempt(() => compilePrompt(source).render(state));
      const condition = attempt(() => compileCondition(source).render(state));
      for (const { value: text, error } of [prompt, condition]) {
        expect(typeof text === 'string' || error?.status === 422).toBe(true);
      }
    }),
    { numRuns: 1500 },
  );
});

test('the fields found are sufficient', () => {
  let compiled = 0;
  fc.assert(
    fc.property(promptSource(), fc.subarray(names), fieldValue(), (source, others, value) => {
      const { value: prompt } = attempt(() => compilePrompt(source));
      if (prompt === undefined) return;
      compiled++;
      const some = prompt.optionalFields.filter((name) => others.includes(name));
      const state = {
        ...Object.fromEntries([...prompt.fields, ...some].map((name) => [name, value])),
        metadata: Object.fromEntries(prompt.metadataFields.map((name) => [name, value])),
      };
      const { error } = attempt(() => prompt.render(state));
      const known = error?.code === 'unknown_variable' ? error.detail['known'] : undefined;
      expect(known, `${source} lacks ${error?.message}`).not.toEqual(Object.keys(state));
    }),
    { numRuns: 3000 },
  );
  expect(compiled).toBeGreaterThan(300);
});

const names = ['a', 'b', 'c', 'list'];

function braces(): fc.Arbitrary<string> {
  return fc
    .array(fc.constantFrom('{', '{{', '}', '}}', '\\', '"', 'a', '\n', '!', '~'), { maxLength: 20 })
    .map((parts) => parts.join(''));
}

function fieldValue(): fc.Arbitrary<unknown> {
  return fc.constantFrom<unknown>('text', 1, true, [], [1, 2], { a: 1 }, 0, '', false);
}

function promptSource(): fc.Arbitrary<string> {
  const { expression } = fc.letrec<{ expression: string }>((tie) => ({
    expression: fc.oneof(
      { maxDepth: 2 },
      fc.constantFrom(
        ...names,
        'a.b',
        '../a',
        'this',
        '@root.b',
        'metadata.a',
        '@index',
        'item',
        '1',
        '"x"',
        'null',
      ),
      fc
        .tuple(
          fc.constantFrom(...promptHelpers.map(({ name }) => name), 'constructor', 'is'),
          fc.array(tie('expression'), { minLength: 1, maxLength: 2 }),
        )
        .map(([name, values]) => `(${[name, ...values].join(' ')})`),
    ),
  }));
  const inline = expression.map((text) => `{{${text.replace(/^\((.*)\)$/, '$1')}}}`);
  const { statement } = fc.letrec<{ statement: string }>((tie) => ({
    statement: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      inline,
      fc.constantFrom('text\n', '{{! note }}', '\\{{', '{{else}}', '{% if a %}', '{{> p}}', ' '),
      fc
        .tuple(
          fc.constantFrom('if', 'unless', 'with', 'each'),
          expression,
          tie('statement'),
          tie('statement'),
        )
        .map(([name, subject, body, other]) => {
          const locals = name === 'each' || name === 'with' ? ' as |item|' : '';
          return `{{#${name} ${subject}${locals}}}${body}{{else}}${other}{{/${name}}}`;
        }),
    ),
  }));
  return fc.array(statement, { maxLength: 4 }).map((parts) => parts.join(''));
}

function attempt<T>(action: () => T): { value?: T; error?: PromptError } {
  try {
    return { value: action() };
  } catch (error) {
    if (error instanceof PromptError) return { error };
    throw error;
  }
}
