import { modelRef, Type } from '@datagenflow/block-sdk';
import type { ChatParameters } from '@datagenflow/contracts';

/** Config keys of every block that talks to a chat model. */
export function chatConfig(defaults: { temperature: number; maxTokens: number }) {
  return {
    model: modelConfig('llm'),
    temperature: Type.Number({
      default: defaults.temperature,
      minimum: 0,
      maximum: 2,
      description: 'How freely the model chooses: 0 is the most likely answer each time',
    }),
    max_tokens: Type.Integer({
      default: defaults.maxTokens,
      minimum: 1,
      maximum: 1_000_000,
      description: 'The longest answer, in tokens',
    }),
  };
}

/** The config key that names a model; null or empty is the default model. */
export function modelConfig(kind: 'llm' | 'embedding') {
  const what = kind === 'llm' ? 'Model' : 'Embedding model';
  return Type.Union(
    [Type.String(), Type.Null()],
    modelRef(kind, { default: null, description: `${what}; empty is the default one` }),
  );
}

/** The `model` key of a request, left out for the default model. */
export function modelParameter(model: string | null): { model?: string } {
  return model === null || model === '' ? {} : { model };
}

/** The parameters of a chat request from config keys that {@link chatConfig} declares. */
export function chatParameters(config: {
  model: string | null;
  temperature: number;
  max_tokens: number;
}): ChatParameters {
  return {
    ...modelParameter(config.model),
    temperature: config.temperature,
    max_tokens: config.max_tokens,
  };
}
