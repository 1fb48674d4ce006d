import type { JsonObject, ModelCall } from '@datagenflow/contracts';
import type { ResolvedModel } from './model-source.js';
import type { ChatPayload } from './transport.js';

/**
 * A chat as it is recorded. It holds what was asked for, not how the endpoint was made to answer
 * in JSON: what a client learns about an endpoint must not change the hash of equal requests.
 */
export function describeChat(
  model: ResolvedModel,
  origin: string,
  payload: ChatPayload,
): ModelCall {
  const { messages, ...rest } = payload;
  const parameters: JsonObject = {
    messages: messages.map(({ role, content }) => ({ role, content })),
  };
  for (const [key, value] of Object.entries(rest)) {
    if (value !== undefined) parameters[key] = value;
  }
  return {
    kind: 'chat',
    origin,
    provider_model: model.model_name,
    model: model.name,
    parameters,
  };
}

/** Texts to embed, as they are recorded. */
export function describeEmbedding(
  model: ResolvedModel,
  origin: string,
  texts: string[],
): ModelCall {
  const parameters: JsonObject = { texts };
  if (model.dimensions !== null) parameters['dimensions'] = model.dimensions;
  return {
    kind: 'embedding',
    origin,
    provider_model: model.model_name,
    model: model.name,
    parameters,
  };
}
