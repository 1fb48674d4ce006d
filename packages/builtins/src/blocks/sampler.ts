import {
  BaseBlock,
  Type,
  ValidationError,
  type BlockContext,
  type Json,
  type JsonObject,
} from '@datagenflow/block-sdk';
import { compileCondition, evaluateCondition } from '@datagenflow/prompts';
import type { Faker } from '@faker-js/faker';
import { setImmediate as pause } from 'node:timers/promises';
import { checkSpecs } from '../sampling/check-spec.js';
import { drawField } from '../sampling/draw-field.js';
import { loadFaker } from '../sampling/draw-faker.js';
import { FieldSpec } from '../sampling/field-spec.js';
import { orderFields } from '../sampling/order-fields.js';
import { readPath, rootOf } from '../state/read-path.js';

const MAX_TRIES = 1_000;

/** Tries after which other work gets its turn. */
const TRIES_PER_PAUSE = 20;

/**
 * Draws fields without a model: categories, numbers, dates, ids, people. The draws of an execution
 * repeat when the job repeats. All fields are drawn again until every constraint holds.
 */
export class Sampler extends BaseBlock.define({
  name: 'Sampler',
  description: 'Draw values at random, seeded: the way to diverse seeds without a model',
  category: 'seeders',
  inputs: [],
  outputs: [],
  outputs_from: 'fields',
  config: Type.Object({
    fields: Type.Record(Type.String(), FieldSpec, {
      minProperties: 1,
      maxProperties: 200,
      description: 'New field to how it is drawn, such as mood: {type: category, values: [a, b]}',
    }),
    constraints: Type.Array(Type.String({ minLength: 1 }), {
      default: [],
      maxItems: 50,
      description: 'Conditions that must hold between fields, such as: lte start end',
    }),
  }),
}) {
  readonly #order = readOrder(this.config.fields);
  readonly #constraints = this.config.constraints.map((source) => compileCondition(source));

  override async execute(context: BlockContext): Promise<JsonObject> {
    const specs = Object.values(this.config.fields);
    const needsFaker = specs.some(({ type }) => type === 'faker' || type === 'persona');
    const faker = needsFaker ? await loadFaker() : undefined;
    let failed = '';
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      context.signal.throwIfAborted();
      if (tries % TRIES_PER_PAUSE === TRIES_PER_PAUSE - 1) await pause();
      const drawn = this.#draw(faker, context);
      const state = { ...context.state, ...drawn, metadata: context.metadata };
      const broken = this.#constraints.find((condition) => !evaluateCondition(condition, state));
      if (broken === undefined) return drawn;
      failed = broken.source;
    }
    throw new ValidationError(
      `No draw in ${MAX_TRIES} met all constraints; the last one broke '${failed}'. ` +
        'Loosen it, or change the ranges.',
      { code: 'sampler_constraints', detail: { constraint: failed } },
    );
  }

  /** Fields on which a choice depends, unless they are drawn here. */
  override requiredFields(config: this['config']): string[] {
    const given = Object.values(config.fields).flatMap((spec) =>
      spec.type === 'category' && spec.by !== undefined ? [spec.by] : [],
    );
    return [...new Set(given.filter((by) => !Object.hasOwn(config.fields, by)).map(rootOf))];
  }

  #draw(faker: Faker | undefined, { random, state }: BlockContext): JsonObject {
    const drawn = new Map<string, Json>();
    const valueOf = (field: string) => drawn.get(field) ?? readPath(state, field);
    for (const [field, spec] of this.#order) {
      drawn.set(field, drawField(field, spec, { random, faker, valueOf }));
    }
    return Object.fromEntries(drawn);
  }
}

/** Fields after those they depend on. */
function readOrder(fields: Readonly<Record<string, FieldSpec>>): [string, FieldSpec][] {
  checkSpecs(fields);
  const dependencies = Object.entries(fields).flatMap(([field, spec]) => {
    const by = spec.type === 'category' ? spec.by : undefined;
    return by !== undefined && Object.hasOwn(fields, by) ? [[field, [by]] as const] : [];
  });
  const order = orderFields(Object.keys(fields), Object.fromEntries(dependencies));
  return order.flatMap((field) => {
    const spec = fields[field];
    return spec === undefined ? [] : [[field, spec]];
  });
}
