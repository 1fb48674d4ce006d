import { ConfigError, type Model, type ModelInput, type ModelKind } from '@datagenflow/contracts';
import { knownPrices } from '@datagenflow/llm';
import type { NewModel } from '@datagenflow/storage';
import {
  defaultModelName,
  planConnection,
  type Connection,
  type Known,
} from './plan-connection.js';

/** A model as it is to be stored, and what becomes of its key. */
export interface ModelPlan {
  model: NewModel & Pick<Required<NewModel>, 'limits' | 'prices' | 'dimensions'>;
  connection: Connection;
}

/**
 * A model with what a request says of it: what is absent stays as it is or gets its default.
 * @throws ConfigError `unknown_provider`, `key_invalid`, `name_invalid`,
 * `model_name_required`, `dimensions_unexpected`; ModelError for an endpoint that is none
 */
export function planModel(kind: ModelKind, input: ModelInput, known: Known): ModelPlan {
  if (!isName(input.name)) throw badName();
  const connection = planConnection(input, known);
  const { provider, endpoint } = connection;
  const before = known.model?.provider === provider ? known.model : undefined;
  const model_name = input.model_name ?? before?.model_name ?? defaultModelName(provider, kind);
  if (model_name === null) throw noModelName(provider, kind);
  const dimensions = input.dimensions === undefined ? known.model?.dimensions : input.dimensions;
  if (kind === 'llm' && dimensions) throw unexpectedDimensions();
  const model = {
    kind,
    name: input.name,
    provider,
    endpoint,
    model_name,
    dimensions: dimensions || null,
    limits: input.limits ?? known.model?.limits ?? {},
    prices: pricesOf(input, before, provider, model_name),
  };
  return { model, connection };
}

function isName(name: string): boolean {
  return name.trim() !== '' && name.length <= 100;
}

function badName(): ConfigError {
  return new ConfigError('A model needs a name of at most 100 characters.', {
    code: 'name_invalid',
  });
}

/** Prices belong to the model at the provider, so another one begins with its own. */
function pricesOf(
  { prices }: ModelInput,
  before: Model | undefined,
  provider: string,
  modelName: string,
): Model['prices'] {
  if (prices !== undefined) return prices;
  return before?.model_name === modelName ? before.prices : knownPrices(provider, modelName);
}

function noModelName(provider: string, kind: ModelKind): ConfigError {
  const what = kind === 'llm' ? 'model' : 'embedding model';
  return new ConfigError(
    `model_name is missing: there is no default ${what} for the provider '${provider}'.`,
    { code: 'model_name_required', detail: { provider } },
  );
}

function unexpectedDimensions(): ConfigError {
  return new ConfigError('Only embedding models have dimensions. Leave them out.', {
    code: 'dimensions_unexpected',
  });
}
