import { describe, expect, test } from 'vitest';
import { compilePrompt, type PromptState } from '../compile-prompt.js';
import { promptBlocks, promptHelpers } from './prompt-helpers.js';

const state: PromptState = {
  title: ' Title ',
  text: 'naïve 👩 text',
  tags: ['a', 2, { b: null }],
  author: { name: 'Ada', born: 1815 },
  level: '3',
  score: 7,
  yes: true,
  nothing: null,
  empty: [],
  published: '2025-03-01T09:30:00Z',
};

const render = (source: string): string => compilePrompt(source).render(state);

describe('helpers', () => {
  test.each([
    ['{{json author}}', '{\n  "name": "Ada",\n  "born": 1815\n}'],
    ['{{json title}} {{json nothing}} {{json text}}', '" Title " null "naïve 👩 text"'],
    [
      '{{truncate text 7}}|{{truncate text 100}}|{{truncate text 0}}',
      'naïve 👩...|naïve 👩 text|...',
    ],
    [
      '{{upper text}}{{lower "ABC"}}{{trim title}}{{upper nothing}}{{upper score}}',
      'NAÏVE 👩 TEXTabcTitle7',
    ],
    ['{{default nothing "x"}}{{default title "x"}}{{default empty "x"}}', 'x Title []'],
    ['{{eq level 3}}{{eq score "7"}}{{eq yes "true"}}{{eq nothing null}}', 'truetruetruetrue'],
    ['{{eq nothing ""}}{{eq score 8}}{{ne score 8}}', 'falsefalsetrue'],
    [
      '{{gt 10 level}}{{gt "10" "9"}}{{gte 3 level}}{{lt "a" "b"}}{{lte 7 score}}',
      'truetruetruetruetrue',
    ],
    ['{{gt score nothing}}{{lt score nothing}}{{gt 3 3}}{{lt 3 3}}', 'falsefalsefalsefalse'],
    [
      '{{and yes score title}}{{and yes empty}}{{or nothing empty}}{{or nothing yes}}',
      'truefalsefalsetrue',
    ],
    ['{{not empty}}{{not ""}}{{not 0}}{{not yes}}', 'truetruetruefalse'],
    ['{{length tags}}{{length "👩a"}}{{length nothing}}', '320'],
    ['{{first tags}}{{json (last tags)}}[{{first empty}}]', 'a{\n  "b": null\n}[]'],
    ['{{join tags " + "}}', 'a + 2 + {\n  "b": null\n}'],
    ['{{json (pick author "born")}}', '{\n  "born": 1815\n}'],
    ['{{date published "YYYY-MM-DD HH:mm:ss.SSS"}}', '2025-03-01 09:30:00.000'],
    ['{{date published "dddd, D MMMM YY [at] H"}}', 'Saturday, 1 March 25 at 9'],
    ['{{date "2025-03-01T00:30:00+02:00" "YYYY-MM-DD HH:mm"}}', '2025-02-28 22:30'],
    ['{{date "2025-03-01 10:00" "M/D H:mm ddd MMM"}}', '3/1 10:00 Sat Mar'],
    ['{{date "2024-02-29" "DD"}}{{date 0 "YYYY"}}', '291970'],
  ])('%s', (source, expected) => {
    expect(render(source)).toBe(expected);
  });

  test.each([
    ['{{upper tags}}', 'upper', 'text, not a list; wrap it in (json …)'],
    ['{{truncate text -1}}', 'truncate', 'whole number'],
    ['{{truncate text "5"}}', 'truncate', 'whole number'],
    ['{{join text ","}}', 'join', 'a list, not text'],
    ['{{first author}}', 'first', 'a list, not an object'],
    ['{{length score}}', 'length', 'not a number'],
    ['{{pick tags "a"}}', 'pick', 'an object, not a list'],
    ['{{pick author "nme"}}', 'pick', 'no key "nme"; the object has: name, born'],
    ['{{gt score text}}', 'gt', 'not a number with text'],
    ['{{eq tags 1}}', 'eq', 'not a list'],
    ['{{date "tomorrow" "YYYY"}}', 'date', 'not "tomorrow"'],
    ['{{date "2025-02-30" "YYYY"}}', 'date', 'no such date'],
    ['{{date "2025-02-20T25:00" "YYYY"}}', 'date', 'no such date'],
    ['{{date nothing "YYYY"}}', 'date', 'not null'],
    ['{{date 9999999999999999 "YYYY"}}', 'date', 'no such date'],
  ])('%s', (source, helper, message) => {
    expect(() => render(source)).toThrow(
      expect.objectContaining({
        code: 'helper_argument',
        message: expect.stringContaining(message),
        detail: { line: 1, column: 1, helper },
      }),
    );
  });
});

describe('the description of helpers and blocks', () => {
  test.each([...promptHelpers, ...promptBlocks])('the example of $name renders', (helper) => {
    expect(helper.example).toContain(helper.name);
    expect(helper.signature).toContain(helper.name);
    expect(() => render(helper.example)).not.toThrow();
  });

  test('lists the helpers of the design', () => {
    expect(promptHelpers.map(({ name }) => name).sort()).toEqual(
      'and date default eq first gt gte join json last length lower lt lte ne not or pick trim truncate upper'.split(
        ' ',
      ),
    );
  });
});
