import { measureCommonSubsequence } from './common-subsequence.js';
import { porterStem } from './porter-stem.js';

/** Which units are compared: words, pairs of words, or the longest common subsequence of words. */
export type RougeType = 'rouge1' | 'rouge2' | 'rougeL';

/** Precision (against the generated text), recall (against the reference), and their F measure. */
export type RougeScores = { p: number; r: number; f: number };

/**
 * ROUGE (C.-Y. Lin, “ROUGE: A Package for Automatic Evaluation of Summaries”, 2004) with the
 * tokenizer and stemmer of google’s `rouge-score`: lower case, runs of [a-z0-9], words longer than
 * 3 letters stemmed, clipped counts.
 */
export function scoreRouge(reference: string, generated: string, type: RougeType): RougeScores {
  const wanted = tokenize(reference);
  const given = tokenize(generated);
  if (type === 'rougeL') {
    const common = measureCommonSubsequence(wanted, given);
    return toScores(common, wanted.length, given.length);
  }
  const size = type === 'rouge1' ? 1 : 2;
  const wantedGrams = countGrams(wanted, size);
  const givenGrams = countGrams(given, size);
  let common = 0;
  for (const [gram, count] of wantedGrams) common += Math.min(count, givenGrams.get(gram) ?? 0);
  return toScores(common, gramsIn(wanted, size), gramsIn(given, size));
}

/** The words that ROUGE compares. */
function tokenize(text: string): string[] {
  const words = text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  return words.map((word) =>
    word.length > 3 && word.length <= MAX_WORD ? porterStem(word) : word,
  );
}

/** No English word is longer; runs without end are left as they are. */
const MAX_WORD = 100;

function countGrams(tokens: readonly string[], size: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (let at = 0; at + size <= tokens.length; at += 1) {
    const gram = tokens.slice(at, at + size).join(' ');
    counts.set(gram, (counts.get(gram) ?? 0) + 1);
  }
  return counts;
}

function gramsIn(tokens: readonly string[], size: number): number {
  return Math.max(0, tokens.length - size + 1);
}

function toScores(common: number, wanted: number, given: number): RougeScores {
  const p = given === 0 ? 0 : common / given;
  const r = wanted === 0 ? 0 : common / wanted;
  return { p, r, f: p + r === 0 ? 0 : (2 * p * r) / (p + r) };
}
