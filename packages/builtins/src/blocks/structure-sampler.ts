import {
  BaseBlock,
  jsonOrPrompt,
  Type,
  ValidationError,
  type BlockContext,
  type BlockRandom,
  type JsonObject,
} from '@datagenflow/block-sdk';
import { deriveRandom } from '@datagenflow/block-sdk/host';
import { setImmediate as pause } from 'node:timers/promises';
import { fieldNames, readNames } from '../config/field-names.js';
import { chooseWeighted } from '../sampling/choose-weighted.js';
import { orderFields, parentsOf } from '../sampling/order-fields.js';
import { findRange, parentKey, profileField, type FieldProfile } from '../sampling/profile.js';
import { readSamples } from '../state/read-samples.js';

const TargetCount = Type.Integer({ minimum: 1, maximum: 10_000 });
const Dependencies = Type.Record(Type.String(), Type.Array(Type.String()));

const FEW_SAMPLES = 10;
const MAX_EXEMPLARS = 5;
const MAX_MATCHING_EXEMPLARS = 3;

/** Characters of all exemplars of all skeletons together. */
const MAX_HINTS = 50_000_000;

/** Skeletons after which other work gets its turn. */
const SKELETONS_PER_PAUSE = 100;

/**
 * Draws new combinations of categories that are distributed as in the seed’s `samples`, each with
 * hints for a SemanticInfiller: ranges of numeric fields and similar samples.
 */
export class StructureSampler extends BaseBlock.define({
  name: 'Structure Sampler',
  description: 'Draw skeletons of new samples, distributed like the samples of the seed',
  category: 'seeders',
  inputs: [],
  outputs: ['skeletons', '_seed_samples'],
  config: Type.Object({
    target_count: jsonOrPrompt(TargetCount, {
      description: 'Skeletons to draw, or a prompt that renders to their number',
    }),
    categorical_fields: fieldNames('Fields whose distribution is kept, or a prompt for them'),
    numeric_fields: fieldNames('Fields whose range is given as a hint, or a prompt for them'),
    dependencies: jsonOrPrompt(Dependencies, {
      default: {},
      description: 'Field to the fields it depends on, such as role: [plan], or a prompt for them',
    }),
    seed: Type.Union([Type.Integer(), Type.Null()], {
      default: null,
      description: 'Draws the same skeletons each time; empty: others in each execution',
    }),
  }),
}) {
  override async execute(context: BlockContext) {
    const samples = readSamples(
      context,
      'samples',
      'Give the seed a list of objects named samples.',
    );
    if (samples.length < FEW_SAMPLES) {
      context.log.warn(
        `Only ${samples.length} samples: from ${FEW_SAMPLES} on, distributions mean something.`,
      );
    }
    const plan = this.#readPlan(samples, context);
    const { seed } = this.config;
    const random = seed === null ? context.random : deriveRandom(`structure-sampler:${seed}`);
    const exemplars = random.shuffle(samples).slice(0, MAX_EXEMPLARS);
    refuseLargeHints(exemplars, plan.targetCount);
    const skeletons: JsonObject[] = [];
    const unseen = new Set<string>();
    for (let drawn = 0; drawn < plan.targetCount; drawn += 1) {
      if (drawn % SKELETONS_PER_PAUSE === 0) await pause(undefined, { signal: context.signal });
      const skeleton = drawSkeleton(plan.profiles, random, unseen);
      const hints = { ...plan.ranges, exemplars: chooseExemplars(skeleton, exemplars) };
      skeletons.push({ ...skeleton, _hints: hints });
    }
    for (const field of unseen) {
      context.log.warn(
        `'${field}' was never seen with some values of the fields it depends on: ` +
          'there its overall distribution is used.',
      );
    }
    return { skeletons, _seed_samples: samples };
  }

  override requiredFields(config: this['config']): string[] {
    return [...new Set(['samples', ...super.requiredFields(config)])];
  }

  #readPlan(samples: readonly JsonObject[], context: BlockContext) {
    const { categorical_fields, numeric_fields, dependencies, target_count } = this.config;
    const fields = readNames(categorical_fields, context);
    const parents = isBlank(dependencies) ? {} : context.renderJson(dependencies, Dependencies);
    return {
      targetCount: context.renderJson(target_count, TargetCount),
      profiles: orderFields(fields, parents).map((field) =>
        profileField(samples, field, parentsOf(field, parents)),
      ),
      ranges: readRanges(samples, readNames(numeric_fields, context)),
    };
  }
}

function isBlank(value: unknown): boolean {
  return typeof value === 'string' && value.trim() === '';
}

function readRanges(samples: readonly JsonObject[], fields: readonly string[]): JsonObject {
  const ranges = fields.map((field): [string, [number, number]] => {
    const range = findRange(samples, field);
    if (range !== undefined) return [`${field}_range`, range];
    throw new ValidationError(
      `No sample has a number for the numeric field '${field}'. Check numeric_fields.`,
      { code: 'samples_invalid', detail: { field } },
    );
  });
  return Object.fromEntries(ranges);
}

function drawSkeleton(
  profiles: readonly FieldProfile[],
  random: BlockRandom,
  unseen: Set<string>,
): JsonObject {
  const skeleton: JsonObject = {};
  for (const profile of profiles) {
    const { name, parents, overall, conditional } = profile;
    const seen = parents.length === 0 ? overall : conditional.get(parentKey(skeleton, parents));
    if (seen === undefined) unseen.add(name);
    const { values, counts } = seen ?? overall;
    skeleton[name] = chooseWeighted(values, counts, random);
  }
  return skeleton;
}

/** Every skeleton carries samples along, so large ones times many skeletons are too much. */
function refuseLargeHints(exemplars: readonly JsonObject[], targetCount: number): void {
  const sizes = exemplars.map((exemplar) => JSON.stringify(exemplar).length);
  const most = Math.max(0, ...sizes) * MAX_MATCHING_EXEMPLARS * targetCount;
  if (most <= MAX_HINTS) return;
  throw new ValidationError(
    `Field 'samples' has samples of ${Math.max(...sizes)} characters, too large for ` +
      `target_count ${targetCount}. Shorten the samples, or draw fewer skeletons.`,
    { code: 'samples_invalid', detail: { field: 'samples', limit: MAX_HINTS } },
  );
}

/** Samples of the same categories, else any. */
function chooseExemplars(skeleton: JsonObject, exemplars: readonly JsonObject[]): JsonObject[] {
  const fields = Object.keys(skeleton);
  const wanted = parentKey(skeleton, fields);
  const matching = exemplars.filter((exemplar) => parentKey(exemplar, fields) === wanted);
  return (matching.length > 0 ? matching : exemplars).slice(0, MAX_MATCHING_EXEMPLARS);
}
