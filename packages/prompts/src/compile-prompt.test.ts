import { describe, expect, test } from 'vitest';
import { compilePrompt, type PromptState } from './compile-prompt.js';

const state: PromptState = {
  name: 'Ada',
  date: 'a date',
  length: 'a length',
  first: 'a first',
  json: 'a json',
  if: 'an if',
  score: 7,
  valid: true,
  nothing: null,
  empty: [],
  html: '<b>"&\'</b>',
  tags: ['a', 'b'],
  author: { name: 'Grace', born: null, papers: [{ title: 'One' }, { title: 'Two' }] },
  map: { x: 1, y: 2 },
  metadata: { topic: 'ships' },
};

const render = (source: string): string => compilePrompt(source).render(state);

describe('fields', () => {
  test.each([
    ['{{name}}', 'Ada'],
    ['{{{name}}} {{&name}} {{ name }}', 'Ada Ada Ada'],
    [
      '{{date}}, {{length}}, {{first}}, {{json}}, {{if}}',
      'a date, a length, a first, a json, an if',
    ],
    ['{{author.name}} {{author.papers.0.title}} {{author.papers.[1].title}}', 'Grace One Two'],
    ['{{tags.length}} {{@root.name}} {{this.name}} {{./name}}', '2 Ada Ada Ada'],
    ['{{score}} {{valid}} [{{nothing}}] [{{author.born}}]', '7 true [] []'],
    ['{{html}}', '<b>"&\'</b>'],
    ['{{tags}}', '[\n  "a",\n  "b"\n]'],
    ['{{map}}', '{\n  "x": 1,\n  "y": 2\n}'],
    ['{{metadata.topic}}', 'ships'],
    ['{{"{{"}} {{5}} {{true}} [{{null}}] [{{undefined}}]', '{{ 5 true [] []'],
  ])('%s', (source, expected) => {
    expect(render(source)).toBe(expected);
  });
});

describe('missing fields', () => {
  test.each([
    ['{{nam}}', 'nam', 'nam', 'name'],
    ['{{author.nme}}', 'author.nme', 'nme', 'name'],
    ['{{author.papers.2.title}}', 'author.papers.2.title', '2', undefined],
    ['{{author.born.year}}', 'author.born.year', 'year', undefined],
    ['{{name.length}}', 'name.length', 'length', undefined],
    ['{{upper nam}}', 'nam', 'nam', 'name'],
    ['{{default name (upper nam)}}', 'nam', 'nam', 'name'],
    ['{{default (trim x) nam}}', 'nam', 'nam', 'name'],
    ['{{#each tgs}}{{/each}}', 'tgs', 'tgs', 'tags'],
    ['{{#with authr}}{{/with}}', 'authr', 'authr', 'author'],
    ['{{#if valid}}{{nam}}{{/if}}', 'nam', 'nam', 'name'],
    ['{{#each tags}}{{score}}{{/each}}', 'score', 'score', '../score'],
    ['{{hasOwnProperty}}', 'hasOwnProperty', 'hasOwnProperty', undefined],
    ['{{tags.map}}', 'tags.map', 'map', undefined],
  ])('%s', (source, name, missing, nearest) => {
    const prompt = compilePrompt(source);
    expect(() => prompt.render(state)).toThrow(
      expect.objectContaining({
        code: 'unknown_variable',
        status: 422,
        detail: expect.objectContaining({ name, missing, ...(nearest && { nearest }) }),
      }),
    );
  });

  test('the error tells the place and the names known there', () => {
    const prompt = compilePrompt('One\n two {{author.nme}}');
    expect(() => prompt.render(state)).toThrow(
      expect.objectContaining({
        message: expect.stringMatching(
          /^Line 2, column 8: .*"author\.nme".*"name".*name, born, papers/,
        ),
        detail: {
          line: 2,
          column: 8,
          name: 'author.nme',
          missing: 'nme',
          known: ['name', 'born', 'papers'],
          nearest: 'name',
        },
      }),
    );
  });

  test.each([
    ['{{default x "none"}} {{default x.y.z "none"}} {{default nothing "none"}}', 'none none none'],
    ['{{default (upper (trim x)) "none"}}', 'none'],
    ['{{#if x}}a{{else}}b{{/if}}{{#if x.y.z}}a{{else}}b{{/if}}', 'bb'],
    ['{{#unless x}}a{{/unless}}', 'a'],
    ['{{#if (and name x)}}a{{else if (or x name)}}b{{/if}}', 'b'],
    ['{{#if (gt x 3)}}a{{/if}}{{#if (not (gt x 3))}}b{{/if}}{{#if (eq x null)}}c{{/if}}', 'bc'],
    ['{{^if x}}a{{/if}}', 'a'],
  ])('may miss: %s', (source, expected) => {
    expect(render(source)).toBe(expected);
  });

  test('everything may miss with allowMissing', () => {
    const prompt = compilePrompt('[{{x}}{{x.y}}{{upper x}}{{#each x}}a{{else}}none{{/each}}]', {
      allowMissing: true,
    });
    expect(prompt.render({})).toBe('[none]');
    expect(prompt.fields).toEqual([]);
  });
});

describe('blocks', () => {
  test.each([
    [
      '{{#each tags}}{{@index}}{{@key}}{{this}}{{@first}}{{@last}} {{/each}}',
      '00atruefalse 11bfalsetrue ',
    ],
    ['{{#each map}}{{@key}}={{this}};{{/each}}', 'x=1;y=2;'],
    ['{{#each tags as |tag i|}}{{i}}{{tag}}{{../name}}{{@root.score}} {{/each}}', '0aAda7 1bAda7 '],
    [
      '{{#each author.papers}}{{#each ../tags}}{{@../index}}{{../title}}{{this}} {{/each}}{{/each}}',
      '0Onea 0Oneb 1Twoa 1Twob ',
    ],
    ['{{#each author.papers as |name|}}{{name.title}}{{/each}}', 'OneTwo'],
    ['{{#each empty}}a{{else}}none{{/each}}{{#each nothing}}a{{else}}none{{/each}}', 'nonenone'],
    ['{{#with author}}{{name}} {{../name}}{{/with}}', 'Grace Ada'],
    ['{{#with author as |a|}}{{a.name}}{{/with}}{{#with nothing}}a{{else}}b{{/with}}', 'Graceb'],
    ['{{#if empty}}a{{else if nothing}}b{{else if score}}c{{else}}d{{/if}}', 'c'],
    ['{{#if valid}}\n  yes\n{{else}}\n  no\n{{/if}}\nend', '  yes\nend'],
    ['a {{~ name ~}} b {{! gone }}{{!-- gone }} --}}c', 'aAdab c'],
  ])('%s', (source, expected) => {
    expect(render(source)).toBe(expected);
  });

  test('each refuses what is no list', () => {
    const prompt = compilePrompt('{{#each name}}{{/each}}');
    expect(() => prompt.render(state)).toThrow(
      expect.objectContaining({ code: 'helper_argument' }),
    );
  });
});

describe('what a prompt needs', () => {
  test.each([
    ['{{b}} {{upper a}} {{#each c.d}}{{e}}{{../f}}{{/each}}', ['a', 'b', 'c', 'f'], []],
    ['{{#if a}}{{a}}{{a.b}}{{/if}} {{default c d}}', ['d'], ['a', 'c']],
    ['{{#if a}}{{/if}}{{a}}', ['a'], []],
    ['{{#if a}}{{else}}{{a}}{{/if}}', ['a'], []],
    ['{{#unless a}}{{b}}{{else}}{{a}}{{/unless}}', ['b'], ['a']],
    ['{{#if (and a (gt b 1))}}{{a}}{{b}}{{/if}}', [], ['a', 'b']],
    ['{{#if (or a b)}}{{a}}{{b}}{{/if}}', ['a', 'b'], []],
    ['{{#if (eq a "x")}}{{a}}{{/if}}{{#if (eq b c)}}{{b}}{{/if}}', ['b'], ['a', 'c']],
    ['{{#if (upper (and a b))}}{{a}}{{/if}}', ['a'], ['b']],
    ['{{#each a as |x|}}{{x}}{{this.y}}{{z}}{{/each}}', ['a'], []],
    ['{{#with a as |x|}}{{x.y}}{{z}}{{@root.q}}{{/with}}', ['a', 'q'], []],
    ['{{metadata.topic}} {{#if metadata.level}}{{metadata.level}}{{/if}} {{this}}', [], []],
  ])('%s', (source, fields, optionalFields) => {
    expect(compilePrompt(source)).toMatchObject({ fields, optionalFields });
  });

  test('paths and the seed’s own values', () => {
    const prompt = compilePrompt(
      '{{metadata.topic}}{{#with metadata as |m|}}{{level}}{{m.kind}}{{/with}}{{author.name}}{{json metadata}}',
    );
    expect(prompt.metadataFields).toEqual(['kind', 'level', 'topic']);
    expect(prompt.paths).toEqual([
      'author.name',
      'metadata',
      'metadata.kind',
      'metadata.level',
      'metadata.topic',
    ]);
    expect(prompt.fields).toEqual(['author']);
  });
});

describe('a prompt that is one value', () => {
  test('one path gives the value with its type', () => {
    const prompt = compilePrompt('\n{{ author.papers }} ');
    expect(prompt.singlePath).toEqual(['author', 'papers']);
    expect(prompt.singleJson).toBeUndefined();
    expect(prompt.value?.(state)).toEqual([{ title: 'One' }, { title: 'Two' }]);
    expect(compilePrompt('{{score}}').value?.(state)).toBe(7);
    expect(() => compilePrompt('{{nam}}').value?.(state)).toThrow(
      expect.objectContaining({ code: 'unknown_variable' }),
    );
  });

  test('one json gives its argument', () => {
    const prompt = compilePrompt('{{json (pick author "name")}}');
    expect(prompt).toMatchObject({ singleJson: true });
    expect(prompt.singlePath).toBeUndefined();
    expect(prompt.value?.(state)).toEqual({ name: 'Grace' });
  });

  test.each(['{{a}}.', '{{a}}{{b}}', '{{upper a}}', '{{#if a}}{{a}}{{/if}}', 'a', '', '{{5}}'])(
    '%j is not',
    (source) => {
      const prompt = compilePrompt(source);
      expect(Object.keys(prompt)).not.toContain('value');
      expect(prompt.singlePath).toBeUndefined();
      expect(prompt.singleJson).toBeUndefined();
    },
  );
});

describe('what the state holds is data', () => {
  test('it is never read as a prompt', () => {
    const text = '{{secrets.OPENAI}} {{#each @root}}{% if x %}\\{{';
    expect(compilePrompt('{{a}}{{#each b}}{{this}}{{/each}}').render({ a: text, b: [text] })).toBe(
      text + text,
    );
  });

  test('own __proto__ keys are not read and pollute nothing', () => {
    const hostile = JSON.parse('{"__proto__":{"y":1},"a":{"__proto__":{"z":1}}}') as PromptState;
    expect(compilePrompt('{{#each this}}{{@key}}{{/each}}').render(hostile)).toBe('a');
    expect(compilePrompt('{{default y "no"}}{{default a.z "no"}}').render(hostile)).toBe('nono');
    expect(() => compilePrompt('{{pick a "__proto__"}}').render(hostile)).toThrow(/no key/);
    expect({}).not.toHaveProperty('y');
  });

  test('inherited properties are not read', () => {
    const inherited = Object.create({ secret: 1 }) as PromptState;
    expect(compilePrompt('{{default secret "no"}}').render(inherited)).toBe('no');
  });

  test('a value that is no JSON is an error', () => {
    const circular: Record<string, unknown> = {};
    circular['self'] = circular;
    expect(() => compilePrompt('{{self}}').render(circular)).toThrow(
      expect.objectContaining({ code: 'helper_argument' }),
    );
  });
});
