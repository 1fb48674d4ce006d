import { BaseBlock, Type, type BlockContext } from '@datagenflow/block-sdk';
import { setImmediate as pause } from 'node:timers/promises';
import { fieldName } from '../config/field-name.js';
import { rootOf } from '../state/read-path.js';
import { readTexts } from '../state/read-text.js';
import { measureDistinct } from '../text/distinct.js';
import { measureSimilarity } from '../text/similarity-ratio.js';

const MAX_PAIRS = 10_000;
const MAX_CHARACTERS = 10_000;

/** Products of lengths after which other work gets its turn. */
const WORK_PER_PAUSE = 2_000_000;

/**
 * How different the texts of a list are: the mean over all pairs of 1 − their similarity, 0 for
 * fewer than two. Of more than 10,000 pairs that many are drawn, and of longer texts the first
 * 10,000 characters count; the log says so. `distinct_1` and `distinct_2` are over all texts.
 */
export class DiversityScore extends BaseBlock.define({
  name: 'Diversity Score',
  description: 'Score how different the texts of a list are, from 0 to 1',
  category: 'metrics',
  inputs: [],
  outputs: ['diversity_score', 'distinct_1', 'distinct_2'],
  config: Type.Object({ field_name: fieldName('assistant', 'Field with the list of texts') }),
}) {
  override async execute(context: BlockContext) {
    const texts = readTexts(context, this.config.field_name);
    return {
      diversity_score: await scoreDiversity(texts, context),
      distinct_1: measureDistinct(texts, 1),
      distinct_2: measureDistinct(texts, 2),
    };
  }

  override requiredFields(config: this['config']): string[] {
    return [rootOf(config.field_name)];
  }
}

async function scoreDiversity(texts: readonly string[], context: BlockContext): Promise<number> {
  if (texts.length < 2) return 0;
  if (texts.some((text) => text.length > MAX_CHARACTERS)) {
    context.log.warn(`Only the first ${MAX_CHARACTERS} characters of each text are compared.`);
  }
  const compared = texts.map((text) => text.slice(0, MAX_CHARACTERS));
  let sum = 0;
  let pairs = 0;
  let work = WORK_PER_PAUSE;
  for (const [first, second] of choosePairs(compared, context)) {
    if (work >= WORK_PER_PAUSE) {
      await pause(undefined, { signal: context.signal });
      work = 0;
    }
    work += (first.length + 100) * (second.length + 100);
    sum += 1 - measureSimilarity(first, second);
    pairs += 1;
  }
  return sum / pairs;
}

function* choosePairs(
  texts: readonly string[],
  { random, log }: BlockContext,
): Generator<readonly [string, string]> {
  const all = (texts.length * (texts.length - 1)) / 2;
  if (all <= MAX_PAIRS) {
    for (const [index, first] of texts.entries()) {
      for (const second of texts.slice(index + 1)) yield [first, second];
    }
    return;
  }
  log.warn(`${MAX_PAIRS} of ${all} pairs are compared, drawn at random.`);
  for (let drawn = 0; drawn < MAX_PAIRS; drawn += 1) {
    const first = random.int(0, texts.length - 1);
    const other = random.int(0, texts.length - 2);
    const second = other < first ? other : other + 1;
    yield [texts[Math.min(first, second)] ?? '', texts[Math.max(first, second)] ?? ''];
  }
}
