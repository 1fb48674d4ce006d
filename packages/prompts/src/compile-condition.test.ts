import { describe, expect, test } from 'vitest';
import { compileCondition, evaluateCondition } from './compile-condition.js';

const state = { valid: true, score: 7, level: '3', zero: 0, nothing: null, no: 'false', list: [1] };

describe('a condition', () => {
  test.each([
    ['valid', true],
    ['{{valid}}', true],
    [' {{ valid }}\n', true],
    ['gt score 3', true],
    ['gt level 2', true],
    ['{{#if (gt score 3)}}yes{{/if}}', true],
    ['and valid (lt score 10)', true],
    ['list', true],
    ['true', true],
    ['ne missing "x"', true],
    ['not missing', true],
    ['false', false],
    ['zero', false],
    ['nothing', false],
    ['no', false],
    ['missing', false],
    ['missing.deep.er', false],
    ['eq missing "x"', false],
    ['eq missing false', false],
    ['gt missing 3', false],
    ['gt nothing 3', false],
    ['upper missing', false],
    ['length missing', false],
    ['{{#each missing}}x{{/each}}', false],
    ['{{#with missing}}x{{/with}}', false],
    ['{{! nothing }}', false],
    ['{{missing}} {{also.missing}}', false],
  ])('%s is %s', (source, expected) => {
    expect(evaluateCondition(compileCondition(source), state)).toBe(expected);
  });

  test('requires no field', () => {
    const condition = compileCondition('{{valid}} {{upper name}} {{metadata.topic}}');
    expect(condition).toMatchObject({
      fields: [],
      metadataFields: [],
      optionalFields: ['name', 'valid'],
    });
  });

  test.each([
    ['', 'prompt_syntax'],
    ['  ', 'prompt_syntax'],
    ['score > 3', 'jinja_syntax'],
    ['valid and score', 'jinja_syntax'],
    ['a }} {', 'prompt_syntax'],
    ['!valid', 'prompt_syntax'],
    ['{valid}', 'prompt_syntax'],
    ['> valid', 'unsupported_syntax'],
    ['#if valid', 'prompt_syntax'],
    ['grt score 3', 'unknown_helper'],
  ])('%j is refused', (source, code) => {
    expect(() => compileCondition(source)).toThrow(expect.objectContaining({ code }));
  });

  test('must be text', () => {
    expect(() => compileCondition({ type: 'Program' } as unknown as string)).toThrow(
      expect.objectContaining({ code: 'prompt_not_text' }),
    );
  });
});
