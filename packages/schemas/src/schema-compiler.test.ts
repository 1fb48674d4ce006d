import { JobOptions, PipelineDefinition } from '@datagenflow/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RegexError } from './regex-error.js';
import { compileSchema, createSchemaCompiler } from './schema-compiler.js';
import { SchemaError } from './schema-error.js';

const issuesOf = (schema: object, value: unknown) => {
  const checked = compileSchema(schema, { allIssues: true }).check(value);
  return checked.ok ? [] : checked.issues.map(({ path, message }) => `${path} ${message}`);
};

const outcomeOf = (act: () => boolean): boolean | string => {
  try {
    return act();
  } catch (error) {
    return error instanceof SchemaError || error instanceof RegexError ? error.name : String(error);
  }
};

describe('compileSchema', () => {
  test('accepts what fits and never coerces', () => {
    const number = compileSchema<number>({ type: 'number' });
    expect(number.check(1)).toEqual({ ok: true, value: 1 });
    expect(number.check('1')).toEqual({
      ok: false,
      issues: [{ path: '', message: 'must be number' }],
    });
  });

  test('fills in defaults in a copy, only when asked to', () => {
    const schema = { type: 'object', properties: { a: { type: 'number', default: 1 } } };
    const value = {};
    expect(compileSchema(schema, { useDefaults: true }).check(value)).toEqual({
      ok: true,
      value: { a: 1 },
    });
    expect(value).toEqual({});
    expect(compileSchema(schema).check(value)).toEqual({ ok: true, value: {} });
  });

  test('says what is wrong, in words', () => {
    expect(issuesOf(JobOptions, { concurency: 3, limit: 'x' })).toEqual([
      '/concurency unknown key "concurency"; did you mean "concurrency"?',
      '/limit must be integer',
    ]);
    expect(issuesOf(PipelineDefinition, { name: 'x' })).toEqual(['/blocks is required']);
    const union = { anyOf: [{ const: 'a' }, { const: 'b' }] };
    expect(issuesOf(union, 'c')).toEqual([' must be one of: "a", "b"']);
    expect(issuesOf({ enum: [1, 'x'] }, 2)).toEqual([' must be one of: 1, "x"']);
    expect(issuesOf({ anyOf: [{ type: 'string' }, { type: 'null' }] }, 2)).toEqual([
      ' must be string, or must be null',
    ]);
    expect(
      issuesOf(
        { properties: { a: { items: { anyOf: [{ type: 'object', required: ['b/c'] }] } } } },
        { a: [{}] },
      ),
    ).toEqual(['/a/0 b~1c is required']);
  });

  test('of a union whose branches differ in one literal, only the branch meant counts', () => {
    const branch = (type: string, properties: object, required: string[]) => ({
      type: 'object',
      properties: { version: { const: 1 }, type: { const: type }, ...properties },
      required: ['type', ...required],
      additionalProperties: false,
    });
    const scalar = { anyOf: [{ type: 'string' }, { type: 'number' }] };
    const branches = [
      branch('category', { values: { type: 'array', items: scalar } }, ['values']),
      branch('integer', { min: { type: 'integer' }, max: { type: 'integer' } }, ['min', 'max']),
      { type: 'null' },
    ];
    for (const keyword of ['anyOf', 'oneOf']) {
      const schema = { properties: { 'a/b': { [keyword]: branches } } };
      const found = (value: unknown) => issuesOf(schema, { 'a/b': value });
      expect(found({ type: 'integer', min: 'x', mx: 1 })).toEqual([
        '/a~1b/max is required',
        '/a~1b/mx unknown key "mx"; did you mean "max"?',
        '/a~1b/min must be integer',
      ]);
      expect(found({ type: 'category', values: ['x', true] })).toEqual([
        '/a~1b/values/1 must be string, or must be number',
      ]);
      expect(found({ type: 'flaot' })).toEqual([
        '/a~1b/type must be one of: "category", "integer"',
      ]);
      expect(found({ min: 1 })).toEqual([
        '/a~1b/type is required and must be one of: "category", "integer"',
      ]);
      expect(found(3)).toEqual(['/a~1b must be object, or must be null']);
      expect(found(null)).toEqual([]);
    }
  });

  test('a union whose branches share a literal names what all of them lack', () => {
    const branch = (key: string) => ({
      properties: { type: { enum: ['x', key] }, [key]: { type: 'string' } },
      required: [key],
    });
    expect(issuesOf({ anyOf: [branch('a'), branch('b')] }, { type: 'x' })).toEqual([
      ' a is required, or b is required',
    ]);
  });

  test('reports 20 issues at most, and one when not asked for all', () => {
    const schema = { type: 'array', items: { type: 'string' } };
    const value = Array.from({ length: 50 }, () => 1);
    expect(issuesOf(schema, value)).toHaveLength(20);
    const first = compileSchema(schema).check(value);
    expect(first.ok ? [] : first.issues).toHaveLength(1);
  });

  test('row 21: a pattern that explodes elsewhere gives its verdict', () => {
    const checked = compileSchema({ type: 'string', pattern: '^(a+)+$' }).check(
      `${'a'.repeat(50_000)}!`,
    );
    expect(checked.ok).toBe(false);
    expect(
      compileSchema({ patternProperties: { '^x': { type: 'string' } } }).check({ x: 1 }).ok,
    ).toBe(false);
    expect(() => compileSchema({ pattern: '(?=a)' })).toThrow(RegexError);
    expect(compileSchema({ format: 'regex' }).check('(?=a)').ok).toBe(false);
  });

  test('row 21: references to other documents are refused, own ones work', () => {
    for (const $ref of [
      'http://169.254.169.254/',
      'other.json',
      '//host/x',
      'file:///etc/passwd',
    ]) {
      expect(() => compileSchema({ $ref })).toThrow('$ref to other documents');
      expect(() => compileSchema({ properties: { a: { items: { $ref } } } })).toThrow(SchemaError);
    }
    expect(() => compileSchema({ $defs: { a: { $id: 'http://x/y' } } })).toThrow('nested $id');
    const tree = {
      $defs: { node: { type: 'object', properties: { child: { $ref: '#/$defs/node' } } } },
      $ref: '#/$defs/node',
    };
    expect(compileSchema(tree).check({ child: { child: 1 } }).ok).toBe(false);
    expect(compileSchema({ properties: { $ref: { type: 'string' } } }).check({ $ref: 1 }).ok).toBe(
      false,
    );
    expect(compileSchema({ default: { $ref: 'http://x' } }).check(1).ok).toBe(true);
    expect(() => compileSchema({ $ref: '#/nowhere' })).toThrow(SchemaError);
  });

  test('row 21: size, depth, nodes and expansion are capped', () => {
    const binary = (depth: number): object =>
      depth === 0 ? { type: 'string' } : { anyOf: [binary(depth - 1), binary(depth - 1)] };
    const nested = (depth: number): object => (depth === 0 ? {} : { not: nested(depth - 1) });
    const doubling = Object.fromEntries(
      Array.from({ length: 40 }, (_, n) => {
        const next = n === 39 ? { type: 'string' } : { $ref: `#/$defs/d${n + 1}` };
        return [`d${n}`, { allOf: [next, next] }];
      }),
    );
    for (const schema of [
      binary(11),
      nested(40),
      { default: nested(40) },
      { description: 'x'.repeat(132_000) },
      { $defs: doubling, $ref: '#/$defs/d0' },
      { $defs: doubling, properties: { default: { $ref: '#/$defs/d0' } } },
    ]) {
      expect(() => compileSchema(schema)).toThrow(
        expect.objectContaining({ code: 'schema_too_large', status: 422 }),
      );
    }
  });

  test('a schema that refers to nothing but itself ends', () => {
    expect(compileSchema({ allOf: [{ $ref: '#' }] }).check({}).ok).toBe(false);
  });

  test('knows draft-07 and 2020-12, and no other', () => {
    const tuple = [{ type: 'string' }];
    const draft7 = { $schema: 'http://json-schema.org/draft-07/schema#', items: tuple };
    const draft2020 = {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      prefixItems: tuple,
    };
    expect(compileSchema(draft7).check([1]).ok).toBe(false);
    expect(compileSchema(draft2020).check([1]).ok).toBe(false);
    expect(() => compileSchema({ $schema: 'http://example.com/mine' })).toThrow('is not known');
  });

  test('refuses what is no schema', () => {
    const loop: Record<string, unknown> = {};
    loop['self'] = loop;
    for (const schema of [
      { type: 'nmber' },
      { properties: 3 },
      { required: 'a' },
      [],
      loop,
      () => 1,
    ]) {
      expect(() => compileSchema(schema)).toThrow(SchemaError);
    }
    expect(() => compileSchema({ type: 'number', minimun: 1 }, { strict: true })).toThrow(
      'minimun',
    );
    expect(compileSchema({ type: 'number', minimun: 1 }).check(0).ok).toBe(true);
  });

  test('hint keywords are known', () => {
    expect(
      compileSchema({ type: 'string', 'x-hint': 'prompt' }, { strict: true }).check('').ok,
    ).toBe(true);
  });

  test('a schema with an $id can be compiled again and again', () => {
    const compiler = createSchemaCompiler();
    for (const type of ['string', 'number', 'string']) {
      const { ok } = compiler.compile({ $id: 'mine', type }).check('text');
      expect(ok).toBe(type === 'string');
    }
  });

  test('a compiler keeps what it compiled, up to 256', () => {
    const compiler = createSchemaCompiler();
    const first = compiler.compile({ const: 'first' });
    expect(compiler.compile({ const: 'first' })).toBe(first);
    for (let n = 0; n < 256; n += 1) compiler.compile({ const: n });
    expect(compiler.compile({ const: 255 })).toBe(compiler.compile({ const: 255 }));
    expect(compiler.compile({ const: 'first' })).not.toBe(first);
  });

  test('property: any JSON object compiles or is refused with our errors', () => {
    const compiler = createSchemaCompiler();
    const schema = fc.dictionary(
      fc.constantFrom(
        'type',
        'properties',
        'items',
        'pattern',
        '$ref',
        'enum',
        'anyOf',
        '$id',
        'if',
      ),
      fc.jsonValue({ maxDepth: 3 }),
    );
    fc.assert(
      fc.property(schema, fc.jsonValue(), (candidate, value) => {
        expect(outcomeOf(() => compiler.compile(candidate).check(value).ok)).toBeOneOf([
          true,
          false,
          'SchemaError',
          'RegexError',
        ]);
      }),
    );
  });
});
