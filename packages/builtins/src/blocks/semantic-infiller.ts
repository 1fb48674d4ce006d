import {
  BaseBlock,
  DataGenFlowError,
  prompt,
  Type,
  ValidationError,
  type BlockContext,
  type JsonObject,
} from '@datagenflow/block-sdk';
import { chatConfig, chatParameters, modelConfig, modelParameter } from '../config/chat-config.js';
import { fieldNames, readNames } from '../config/field-names.js';
import { catchBadAnswer, keepGood, type Filled } from '../infilling/filled.js';
import { readTask, schemaOf, type InfillTask } from '../infilling/infill-task.js';
import { DEFAULT_SYSTEM_PROMPT, writePrompt } from '../infilling/write-prompt.js';
import { mapConcurrently } from '../models/map-concurrently.js';
import { readSamples } from '../state/read-samples.js';
import { embedTexts, measureCosine, type UnitVector } from '../vectors/unit-vectors.js';

const MAX_TEMPERATURE = 2;

/** Requests handed to the model at once; its own limits decide how many are sent. */
const REQUESTS_AT_ONCE = 64;

/**
 * Fills skeletons in with a model: given values stay, the others are written. An answer that can't
 * be used loses that sample and no other. With a `diversity_threshold` below 1 samples are written
 * one after another, and those too like earlier ones are written again.
 */
export class SemanticInfiller extends BaseBlock.define({
  name: 'Semantic Infiller',
  description: 'Write the missing fields of skeletons with a language model',
  category: 'generators',
  inputs: ['skeletons'],
  outputs: ['samples'],
  config: Type.Object({
    fields_to_generate: fieldNames('Fields to write, or a prompt that renders to them'),
    ...chatConfig({ temperature: 0.8, maxTokens: 500 }),
    system_prompt: Type.String(
      prompt({ default: '', description: 'Instructions for the model; empty: general ones' }),
    ),
    embedding_model: modelConfig('embedding'),
    diversity_threshold: Type.Number({
      default: 0.85,
      minimum: 0,
      maximum: 1,
      description: 'Samples at least this similar to an earlier one are written again; 1: never',
    }),
    negative_examples_count: Type.Integer({
      default: 5,
      minimum: 0,
      maximum: 50,
      description: 'Similar samples shown to the model as what to avoid',
    }),
    max_diversity_retries: Type.Integer({
      default: 2,
      minimum: 0,
      maximum: 10,
      description: 'How often a sample is written again before it is taken as it is; 0: never',
    }),
  }),
}) {
  override async execute(context: BlockContext) {
    const skeletons = readSamples(
      context,
      'skeletons',
      "This usually means that no StructureSampler ran before, or that the seed lacks 'samples'.",
    );
    const fields = readNames(this.config.fields_to_generate, context);
    if (fields.length === 0) {
      throw new ValidationError('fields_to_generate is empty. Name at least one field.', {
        code: 'fields_missing',
      });
    }
    const tasks = skeletons.map((skeleton) => readTask(skeleton, fields));
    const { diversity_threshold, max_diversity_retries } = this.config;
    const isDiverse = diversity_threshold < 1 && max_diversity_retries > 0;
    const results = isDiverse
      ? await this.#fillDiversely(tasks, context)
      : await this.#fillAll(tasks, context);
    return { samples: keepGood(results, context) };
  }

  #fillAll(tasks: readonly InfillTask[], context: BlockContext): Promise<Filled[]> {
    return mapConcurrently(tasks, REQUESTS_AT_ONCE, (task) =>
      catchBadAnswer(() => this.#fill(task, [], 0, context)),
    );
  }

  async #fillDiversely(tasks: readonly InfillTask[], context: BlockContext): Promise<Filled[]> {
    const results: Filled[] = [];
    const earlier: Embedded[] = [];
    for (const [index, task] of tasks.entries()) {
      const result = await catchBadAnswer(() => this.#fillUnlike(task, earlier, context));
      if (result.sample === undefined) {
        results.push(result);
        continue;
      }
      const { sample, vector } = result.sample;
      results.push({ sample });
      if (vector === undefined) {
        context.log.warn('No embedding model is configured: samples are not compared.');
        return [...results, ...(await this.#fillAll(tasks.slice(index + 1), context))];
      }
      earlier.push({ sample, vector });
    }
    return results;
  }

  async #fillUnlike(
    task: InfillTask,
    earlier: readonly Embedded[],
    context: BlockContext,
  ): Promise<{ sample: JsonObject; vector: UnitVector | undefined }> {
    const { diversity_threshold, max_diversity_retries, negative_examples_count } = this.config;
    let similar: JsonObject[] = [];
    for (let attempt = 0; ; attempt += 1) {
      const sample = await this.#fill(task, similar, attempt, context);
      const vector = await this.#embed(sample, task.fields, context);
      if (vector === undefined) return { sample, vector };
      const ranked = rank(vector, earlier);
      const most = ranked[0]?.similarity ?? 0;
      if (most < diversity_threshold || attempt >= max_diversity_retries) return { sample, vector };
      similar = ranked.slice(0, negative_examples_count).map((other) => other.sample);
    }
  }

  async #fill(
    task: InfillTask,
    similar: readonly JsonObject[],
    attempt: number,
    context: BlockContext,
  ): Promise<JsonObject> {
    if (task.fields.length === 0) return task.fixed;
    const { system_prompt, temperature } = this.config;
    const system =
      system_prompt.trim() === '' ? DEFAULT_SYSTEM_PROMPT : context.render(system_prompt);
    const { value } = await context.llm.generate({
      ...chatParameters(this.config),
      temperature: Math.min(MAX_TEMPERATURE, temperature + 0.1 * attempt),
      schema: Type.Unsafe<JsonObject>(schemaOf(task)),
      messages: [
        { role: 'system', content: system },
        { role: 'user', content: writePrompt(task, similar) },
      ],
    });
    return { ...value, ...task.fixed };
  }

  /** Undefined when no model is named and none is configured. */
  async #embed(
    sample: JsonObject,
    fields: readonly string[],
    context: BlockContext,
  ): Promise<UnitVector | undefined> {
    const texts = fields.map((field) => sample[field]).filter((value) => typeof value === 'string');
    const model = modelParameter(this.config.embedding_model);
    try {
      const [vector] = await embedTexts([texts.join(' ')], context, model);
      return vector;
    } catch (error) {
      const isMissing = error instanceof DataGenFlowError && error.code === 'model_not_found';
      if (isMissing && model.model === undefined) return undefined;
      throw error;
    }
  }
}

interface Embedded {
  sample: JsonObject;
  vector: UnitVector;
}

function rank(
  vector: UnitVector,
  earlier: readonly Embedded[],
): { sample: JsonObject; similarity: number }[] {
  return earlier
    .map((other) => ({
      sample: other.sample,
      similarity: measureCosine(vector, other.vector),
    }))
    .sort((a, b) => b.similarity - a.similarity);
}
