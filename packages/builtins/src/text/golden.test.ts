import { createContext, scriptedLlm } from '@datagenflow/block-sdk/testing';
import fc from 'fast-check';
import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { measureCommonSubsequence } from './common-subsequence.js';
import { measureDistinct } from './distinct.js';
import { porterStem } from './porter-stem.js';
import { scoreRouge } from './rouge.js';
import { embedTexts, measureCosine } from '../vectors/unit-vectors.js';
import { measureSimilarity } from './similarity-ratio.js';

/** Each file says in `how` which reference implementation its values come from. */
async function readFixture<T>(name: string): Promise<T> {
  return JSON.parse(await readFile(new URL(`fixtures/${name}`, import.meta.url), 'utf8')) as T;
}

describe('golden values of reference implementations', () => {
  test('Porter stems', async () => {
    const { stems } = await readFixture<{ stems: Record<string, string> }>('porter.json');
    const ours = Object.keys(stems).map((word) => [word, porterStem(word)]);
    expect(ours.length).toBeGreaterThan(50);
    expect(Object.fromEntries(ours)).toEqual(stems);
  });

  test('ROUGE', async () => {
    type Scores = { precision: number; recall: number; fmeasure: number };
    type Case = {
      reference: string;
      generated: string;
      rouge1: Scores;
      rouge2: Scores;
      rougeL: Scores;
    };
    const { cases } = await readFixture<{ cases: Case[] }>('rouge.json');
    expect(cases.length).toBeGreaterThan(20);
    for (const { reference, generated, ...expected } of cases) {
      for (const type of ['rouge1', 'rouge2', 'rougeL'] as const) {
        const { p, r, f } = scoreRouge(reference, generated, type);
        expect(p).toBeCloseTo(expected[type].precision, 9);
        expect(r).toBeCloseTo(expected[type].recall, 9);
        expect(f).toBeCloseTo(expected[type].fmeasure, 9);
      }
    }
  });

  test('ratios of difflib', async () => {
    type Case = { a: string; b: string; ratio: number };
    const { cases } = await readFixture<{ cases: Case[] }>('difflib-ratio.json');
    expect(cases.length).toBeGreaterThan(20);
    for (const { a, b, ratio } of cases) expect(measureSimilarity(a, b)).toBeCloseTo(ratio, 9);
  });
});

describe('golden values of definitions', () => {
  test('distinct-n', async () => {
    type Case = { texts: string[]; n: number; distinct: number; all: number };
    const { cases } = await readFixture<{ cases: Case[] }>('distinct.json');
    for (const { texts, n, distinct, all } of cases) {
      expect(measureDistinct(texts, n)).toBe(distinct / all);
    }
  });

  test('cosine', async () => {
    type Case = { a: number[]; b: number[]; cosine: number };
    const { cases } = await readFixture<{ cases: Case[] }>('cosine.json');
    for (const { a, b, cosine } of cases) {
      const context = createContext({ llm: scriptedLlm([[a, b]]) });
      const [first, second] = await embedTexts(['a', 'b'], context, {});
      expect(measureCosine(first ?? NONE, second ?? NONE)).toBeCloseTo(cosine, 12);
    }
  });
});

const NONE = new Float64Array(0);

describe('definitions', () => {
  test('ROUGE by hand', () => {
    expect(scoreRouge('testing one two', 'testing', 'rouge1')).toEqual({ p: 1, r: 1 / 3, f: 0.5 });
    expect(scoreRouge('testing one two', 'testing two', 'rougeL')).toEqual({
      p: 1,
      r: 2 / 3,
      f: 0.8,
    });
    expect(scoreRouge('testing one two', 'testing one', 'rouge2')).toEqual({
      p: 1,
      r: 1 / 2,
      f: 2 / 3,
    });
    expect(scoreRouge('', '', 'rouge1')).toEqual({ p: 0, r: 0, f: 0 });
  });

  test('distinct-n by hand', () => {
    expect(measureDistinct(['a a a a'], 1)).toBe(0.25);
    expect(measureDistinct(['a b a b'], 2)).toBe(2 / 3);
    expect(measureDistinct(['a b', 'b a'], 1)).toBe(0.5);
    expect(measureDistinct(['a'], 2)).toBe(0);
    expect(measureDistinct([], 1)).toBe(0);
  });

  test('the common subsequence is that of the textbook table', () => {
    const items = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 100 });
    fc.assert(
      fc.property(items, items, (a, b) => {
        expect(measureCommonSubsequence(a, b)).toBe(fillTable(a, b));
      }),
    );
  });

  test('ratios lie within 0 and 1, and equal texts have 1', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
        expect(measureSimilarity(a, a)).toBe(1);
        expect(measureSimilarity(a, b)).toBeGreaterThanOrEqual(0);
        expect(measureSimilarity(a, b)).toBeLessThanOrEqual(1);
      }),
    );
  }, 60_000);
});

function fillTable(a: readonly string[], b: readonly string[]): number {
  let row = Array.from({ length: b.length + 1 }, () => 0);
  for (const item of a) {
    const next = [0];
    for (const [at, other] of b.entries()) {
      const longer = Math.max(row[at + 1] ?? 0, next[at] ?? 0);
      next.push(item === other ? (row[at] ?? 0) + 1 : longer);
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
