import type {
  CallContext,
  JsonObject,
  ModelAnswer,
  ModelCall,
  ModelClient,
  ModelKind,
  ModelPrices,
} from '@datagenflow/contracts';
import { costOf, type ModelSource } from '@datagenflow/llm';
import type { Storage } from '@datagenflow/storage';

/** What a job remembers of each model that was configured when it started. */
export type ModelSnapshot = Partial<Record<ModelKind, Record<string, SnapshotModel>>>;

interface SnapshotModel {
  provider: string;
  model_name: string;
  prices: ModelPrices | null;
  is_default: boolean;
}

/** The configured models as they are now, by kind and name. */
export async function snapshotModels({ models }: Pick<Storage, 'models'>): Promise<JsonObject> {
  const snapshot: ModelSnapshot = {};
  for (const { kind, name, provider, model_name, prices, is_default } of await models.list()) {
    (snapshot[kind] ??= {})[name] = { provider, model_name, prices, is_default };
  }
  return snapshot as JsonObject;
}

/** The same models at the prices of a snapshot, so that all calls of a job cost by one list. */
export function pinPrices(models: ModelClient, snapshot: JsonObject): ModelClient {
  const pin = (context: CallContext): CallContext => ({
    ...context,
    recorder: {
      record: (call, send) =>
        context.recorder.record(call, async () => reprice(await send(), call, snapshot)),
    },
  });
  return {
    chat: (request, context) => models.chat(request, pin(context)),
    generate: (request, context) => models.generate(request, pin(context)),
    embed: (request, context) => models.embed(request, pin(context)),
  };
}

/** The configured models with the prices of a snapshot. */
export function pinSource(models: ModelSource, snapshot: JsonObject): ModelSource {
  return {
    resolve: async (kind, name) => {
      const model = await models.resolve(kind, name);
      const known = findKnown(snapshot, kind, model.name, model.model_name);
      return known === undefined ? model : { ...model, prices: known.prices };
    },
  };
}

function reprice(answer: ModelAnswer, call: ModelCall, snapshot: JsonObject): ModelAnswer {
  const kind = call.kind === 'chat' ? 'llm' : 'embedding';
  const known = findKnown(snapshot, kind, call.model, call.provider_model);
  return known === undefined ? answer : { ...answer, cost: costOf(answer.usage, known.prices) };
}

/** A model that is new, or another one by now, costs what it costs now. */
function findKnown(
  snapshot: JsonObject,
  kind: ModelKind,
  name: string,
  providerModel: string,
): SnapshotModel | undefined {
  const known = (snapshot as ModelSnapshot)[kind]?.[name];
  return known?.model_name === providerModel ? known : undefined;
}
