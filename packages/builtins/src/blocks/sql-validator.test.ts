import { checkBlock, runBlock } from '@datagenflow/block-sdk/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SqlValidator } from './sql-validator.js';

type Config = NonNullable<ConstructorParameters<typeof SqlValidator>[0]>;

const run = async (sql: string, config: Config = {}) =>
  (await runBlock(SqlValidator, { config, state: { sql } })).output;

const rules = async (sql: string, config?: Config) => {
  const violations = ((await run(sql, config))?.violations ?? []) as { rule: string }[];
  return violations.map(({ rule }) => rule);
};

describe('SqlValidator', () => {
  test('keeps the rules for blocks', async () => {
    expect((await checkBlock(SqlValidator)).problems).toEqual([]);
  });

  test('tells the type of a valid statement, fenced or not', async () => {
    const valid = { valid: true, violations: [], statement_type: 'select' };
    expect(await run('SELECT a, count(*) FROM t GROUP BY a;')).toEqual(valid);
    expect(await run('```sql\nselect 1\n```')).toEqual(valid);
    expect(await run('create table t (id int primary key)')).toMatchObject({
      valid: true,
      statement_type: 'create',
    });
  });

  test('every dialect is there and has its own syntax', async () => {
    const dialects = [
      'postgresql',
      'mysql',
      'mariadb',
      'sqlite',
      'transactsql',
      'bigquery',
      'snowflake',
      'redshift',
      'trino',
      'hive',
      'db2',
    ] as const;
    for (const dialect of dialects) {
      expect([dialect, await rules('select a from t where b = 1', { dialect })]).toEqual([
        dialect,
        [],
      ]);
    }
    expect(await rules('select top 3 a from t', { dialect: 'transactsql' })).toEqual([]);
    expect(await rules('select top 3 a from t')).toEqual(['syntax']);
  }, 30_000);

  test('tells where the syntax is broken', async () => {
    expect(await run('select a\nfrom where')).toMatchObject({
      valid: false,
      statement_type: null,
      violations: [{ rule: 'syntax', line: 2, message: expect.stringContaining('line 2') }],
    });
    expect(await run('select a from')).toMatchObject({
      violations: [{ message: expect.stringContaining('unexpected end') }],
    });
  });

  test('only allowed statements, WITH clauses included, and not too many', async () => {
    const config: Config = { allowed_statements: ['SELECT'] };
    expect(await rules('select 1', config)).toEqual([]);
    expect(await rules('drop table t', config)).toEqual(['allowed_statements']);
    expect(
      await rules('with gone as (delete from t where a = 1) select a from gone', config),
    ).toEqual(['allowed_statements']);
    expect(await rules('select 1; select 2')).toEqual(['max_statements']);
    expect(await rules('select 1; drop table t', { ...config, max_statements: 2 })).toEqual([
      'allowed_statements',
    ]);
  });

  test('a text without a statement is not valid', async () => {
    for (const text of ['', ' ', '-- only a comment', ';']) {
      expect(await run(text)).toMatchObject({ valid: false });
    }
  });

  test('never throws on any text, and ends with hostile ones', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
        expect(await run(text)).toHaveProperty('valid');
      }),
      { numRuns: 60 },
    );
    const deep = `select ${'('.repeat(20_000)}1${')'.repeat(20_000)}`;
    expect(await run(deep)).toMatchObject({ valid: false });
    expect(await rules('x'.repeat(1_000_000))).toEqual(['length']);
    expect(await run(`select ${'a, '.repeat(10_000)}b from t`)).toMatchObject({ valid: true });
  }, 30_000);
});
