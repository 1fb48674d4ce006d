import {
  BaseBlock,
  Type,
  type BlockContext,
  type Json,
  type JsonObject,
} from '@datagenflow/block-sdk';
import { setImmediate as pause } from 'node:timers/promises';
import { modelConfig, modelParameter } from '../config/chat-config.js';
import { fieldNames, readNames } from '../config/field-names.js';
import { readSamples, withoutInternal } from '../state/read-samples.js';
import { embedTexts, measureCosine, type UnitVector } from '../vectors/unit-vectors.js';

/**
 * Compares samples by meaning with the seed samples and with each other, and flags or removes those
 * that are too alike. Samples without text are similar to nothing. An embedding that fails, fails
 * the step.
 */
export class DuplicateRemover extends BaseBlock.define({
  name: 'Duplicate Remover',
  description: 'Flag or remove samples that are too similar to others',
  category: 'validators',
  inputs: ['samples'],
  outputs: ['generated_samples'],
  config: Type.Object({
    similarity_threshold: Type.Number({
      default: 0.85,
      minimum: 0,
      maximum: 1,
      description: 'Cosine similarity from which on two samples are duplicates',
    }),
    comparison_fields: fieldNames(
      'Fields whose texts are compared, or a prompt that renders to them; empty: all texts',
    ),
    embedding_model: modelConfig('embedding'),
    mode: Type.Union([Type.Literal('flag'), Type.Literal('remove')], {
      default: 'flag',
      description: 'flag: keep all and mark duplicates; remove: keep the first of its kind',
    }),
  }),
}) {
  override async execute(context: BlockContext) {
    const { similarity_threshold, comparison_fields, embedding_model, mode } = this.config;
    const samples = readSamples(context, 'samples', 'Put a step that writes them before this one.');
    const seeds = readSeeds(context);
    const fields = readNames(comparison_fields, context);
    const texts = [...seeds, ...samples].map((sample) => textOf(sample, fields));
    const vectors = await embedTexts(texts, context, modelParameter(embedding_model));
    const compare = mode === 'flag' ? flagDuplicates : removeDuplicates;
    const generated = await compare(
      {
        samples: samples.map(withoutInternal),
        vectors: vectors.slice(seeds.length),
        seeds: vectors.slice(0, seeds.length),
        threshold: similarity_threshold,
      },
      context,
    );
    return { generated_samples: generated };
  }
}

interface Comparison {
  samples: JsonObject[];
  vectors: UnitVector[];
  seeds: UnitVector[];
  threshold: number;
}

/** Samples between which other work gets its turn. */
const SAMPLES_PER_PAUSE = 20;

function readSeeds(context: BlockContext): JsonObject[] {
  const seeds = context.state['_seed_samples'];
  const isMissing = seeds === undefined || (Array.isArray(seeds) && seeds.length === 0);
  return isMissing ? [] : readSamples(context, '_seed_samples', '');
}

function textOf(sample: Readonly<JsonObject>, fields: readonly string[]): string {
  const visible = withoutInternal(sample);
  const values: (Json | undefined)[] =
    fields.length > 0 ? fields.map((field) => visible[field]) : Object.values(visible);
  if (fields.length === 0) return values.filter((value) => typeof value === 'string').join(' ');
  return values.map(toText).join(' ');
}

function toText(value: Json | undefined): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

async function flagDuplicates(
  { samples, vectors, seeds, threshold }: Comparison,
  context: BlockContext,
): Promise<JsonObject[]> {
  const toGenerated = new Float64Array(samples.length);
  for (const [index, vector] of vectors.entries()) {
    if (index % SAMPLES_PER_PAUSE === 0) await pause(undefined, { signal: context.signal });
    for (let other = index + 1; other < vectors.length; other += 1) {
      const similarity = measureCosine(vector, vectors[other] ?? vector);
      toGenerated[index] = Math.max(toGenerated[index] ?? 0, similarity);
      toGenerated[other] = Math.max(toGenerated[other] ?? 0, similarity);
    }
  }
  return samples.map((sample, index) => {
    const toSeeds = findMost(vectors[index], seeds);
    return mark(sample, toSeeds, toGenerated[index] ?? 0, threshold);
  });
}

/** Compares with those kept so far, so that the first of several duplicates stays. */
async function removeDuplicates(
  { samples, vectors, seeds, threshold }: Comparison,
  context: BlockContext,
): Promise<JsonObject[]> {
  const kept: UnitVector[] = [];
  const marked: JsonObject[] = [];
  for (const [index, sample] of samples.entries()) {
    if (index % SAMPLES_PER_PAUSE === 0) await pause(undefined, { signal: context.signal });
    const vector = vectors[index];
    const result = mark(sample, findMost(vector, seeds), findMost(vector, kept), threshold);
    if (result['is_duplicate'] === true) continue;
    marked.push(result);
    if (vector !== undefined) kept.push(vector);
  }
  return marked;
}

function findMost(vector: UnitVector | undefined, others: readonly UnitVector[]): number {
  let most = 0;
  for (const other of others) most = Math.max(most, measureCosine(vector ?? other, other));
  return most;
}

function mark(
  sample: JsonObject,
  toSeeds: number,
  toGenerated: number,
  threshold: number,
): JsonObject {
  const similarity_to_seeds = round(toSeeds);
  const similarity_to_generated = round(toGenerated);
  return {
    ...sample,
    similarity_to_seeds,
    similarity_to_generated,
    is_duplicate: Math.max(similarity_to_seeds, similarity_to_generated) >= threshold,
  };
}

function round(similarity: number): number {
  return Math.round(similarity * 10_000) / 10_000;
}
