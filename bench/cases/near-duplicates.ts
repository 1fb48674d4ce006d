import assert from 'node:assert/strict';
import type { JobContext, JobRecord, RecordPatch } from '@datagenflow/block-sdk';
import { runJobBlock } from '@datagenflow/block-sdk/testing';
import { builtinBlocks } from '@datagenflow/builtins';
import type { JsonObject } from '@datagenflow/contracts';
import type { Benchmark, BenchmarkOptions, Figure, Round } from '../harness/benchmark.ts';
import { seededRandom } from '../harness/seeded-random.ts';
import { growthExponent } from '../harness/statistics.ts';

const THRESHOLD = 0.8;
const SHINGLE = 3;
const VOCABULARY = 5_000;
const WORDS_PER_TEXT = 60;
const BRUTE_FORCE = 2_000;
const LIMIT_SECONDS = 30;
const LEAST_RECALL = 0.95;

type JobBlockClass = new (config?: JsonObject) => {
  finish(records: AsyncIterable<JobRecord>, context: JobContext): AsyncIterable<RecordPatch>;
};

/** How long it takes to find nearly equal texts, and how many of them are found. */
export const nearDuplicates: Benchmark = { name: 'near-duplicates', run };

async function run({ isQuick, noise }: BenchmarkOptions): Promise<Figure[]> {
  const sizes = isQuick ? [5_000, 20_000] : [25_000, 100_000];
  const points = [];
  const rounds = [];
  for (let round = 0; round < (isQuick ? 1 : 3); round += 1) {
    for (const size of sizes) {
      noise.sample();
      const cost = await timeTexts(makeTexts(size, round));
      points.push({ size, cost });
      if (size === sizes.at(-1)) {
        const limit = (LIMIT_SECONDS * size) / 100_000;
        rounds.push({ measured: cost, against: { 'the limit': limit } });
      }
    }
  }
  const [from = 0, to = 0] = sizes;
  const growth = { of: 'texts', from, to, exponent: growthExponent(points) };
  return [
    {
      id: 'P16',
      name: `near duplicates among ${to} texts of ${WORDS_PER_TEXT} words`,
      unit: 's',
      rounds,
      targets: [{ against: 'the limit', atMost: 1 }],
      growth,
    },
    {
      id: 'P16',
      name: `duplicates found of those with similarity ${THRESHOLD} or more`,
      unit: 'texts',
      rounds: await measureRecall(isQuick ? 1 : 5),
      targets: [{ against: 'brute force', atLeast: LEAST_RECALL }],
    },
  ];
}

async function timeTexts(texts: readonly string[]): Promise<number> {
  const start = performance.now();
  const found = await findDuplicates(texts);
  const seconds = (performance.now() - start) / 1_000;
  assert(found.size > texts.length / 10 && found.size < texts.length / 2);
  return seconds;
}

async function measureRecall(rounds: number): Promise<Round[]> {
  const results: Round[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const texts = makeTexts(BRUTE_FORCE, 1_000 + round);
    const found = await findDuplicates(texts);
    const wanted = compareAll(texts);
    const hits = wanted.filter((index) => found.has(index)).length;
    results.push({ measured: hits, against: { 'brute force': wanted.length } });
  }
  return results;
}

/** Places of the texts that the block flags. */
async function findDuplicates(texts: readonly string[]): Promise<Set<number>> {
  const block = builtinBlocks().find(({ type }) => type === 'NearDuplicate');
  assert(block !== undefined);
  const { patches } = await runJobBlock(block.Class as unknown as JobBlockClass, {
    config: { field_name: 'text', threshold: THRESHOLD, shingle_size: SHINGLE },
    records: texts.map((text) => ({ fields: { text } })),
  });
  return new Set(
    patches.flatMap(({ fields }, at) => (fields?.['is_duplicate'] === true ? [at] : [])),
  );
}

/** Places of the texts that are that similar to an original before them, each compared with each. */
function compareAll(texts: readonly string[]): number[] {
  const originals: Set<string>[] = [];
  const duplicates: number[] = [];
  for (const [index, text] of texts.entries()) {
    const runs = runsOf(text);
    if (originals.some((other) => jaccard(runs, other) >= THRESHOLD)) duplicates.push(index);
    else originals.push(runs);
  }
  return duplicates;
}

function runsOf(text: string): Set<string> {
  const words = text.split(' ');
  return new Set(words.slice(SHINGLE - 1).map((_, at) => words.slice(at, at + SHINGLE).join(' ')));
}

function jaccard(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let common = 0;
  for (const one of a) if (b.has(one)) common += 1;
  return common / (a.size + b.size - common);
}

/** Every third text is an earlier one with up to six words changed. */
function makeTexts(count: number, seed: number): string[] {
  const random = seededRandom(seed);
  const word = () => `w${Math.floor(random() * VOCABULARY)}`;
  const texts: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const earlier = index % 3 === 2 ? texts[Math.floor(random() * index)] : undefined;
    const words = earlier?.split(' ') ?? Array.from({ length: WORDS_PER_TEXT }, word);
    const changes = earlier === undefined ? 0 : Math.floor(random() * 7);
    for (let change = 0; change < changes; change += 1) {
      words[Math.floor(random() * words.length)] = word();
    }
    texts.push(words.join(' '));
  }
  return texts;
}
