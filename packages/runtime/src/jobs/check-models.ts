import {
  ConfigError,
  type Constraints,
  type JsonObject,
  type ModelKind,
} from '@datagenflow/contracts';
import type { CompiledPipeline, CompiledStep } from '@datagenflow/engine';
import type { ModelSource, ResolvedModel } from '@datagenflow/llm';

type ModelUse = { kind: ModelKind; name: string | undefined };

/**
 * Makes sure that the models a job uses are configured, and priced when its cost is limited.
 * @throws ModelError `model_not_found`; ConfigError `price_unknown`
 */
export async function checkModels(
  { steps }: CompiledPipeline,
  jobModel: string | undefined,
  constraints: Constraints,
  models: ModelSource,
): Promise<void> {
  const uses = steps.flatMap((step) => usesOf(step, jobModel));
  const used = new Map<number, ResolvedModel>();
  for (const { kind, name } of uses) {
    const model = await models.resolve(kind, name);
    used.set(model.id, model);
  }
  if ((constraints.max_total_cost ?? -1) < 0) return;
  const unpriced = [...used.values()].filter(({ prices }) => prices === null);
  if (unpriced.length > 0) throw noPrice(unpriced.map(({ name }) => name));
}

/** Models that a step’s config names. Code of users may ask a model without saying so. */
function usesOf({ block, config }: CompiledStep, jobModel: string | undefined): ModelUse[] {
  const properties = (block.info.config_schema.properties ?? {}) as Record<string, JsonObject>;
  const uses = Object.entries(properties)
    .filter(([, schema]) => schema['x-hint'] === 'model_ref')
    .map(([key, schema]): ModelUse => {
      const kind = schema['x-model-kind'] === 'embedding' ? 'embedding' : 'llm';
      const named = config[key];
      if (typeof named === 'string' && named !== '') return { kind, name: named };
      return { kind, name: kind === 'llm' ? jobModel : undefined };
    });
  if (uses.length > 0 || block.info.source === 'builtin') return uses;
  return [{ kind: 'llm', name: jobModel }];
}

/** @param names models without a price; none: one that was used has none */
export function noPrice(names: string[]): ConfigError {
  const list = names.map((name) => `'${name}'`).join(', ') || 'a model that was used';
  return new ConfigError(
    `max_total_cost can’t be kept: the price of ${list} is not known. Enter prices in the model’s settings, or limit tokens instead.`,
    { code: 'price_unknown', detail: { models: names } },
  );
}
