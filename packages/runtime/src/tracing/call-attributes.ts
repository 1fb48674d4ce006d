import type { ModelAnswer, ModelCall } from '@datagenflow/contracts';
import { detectProvider } from '@datagenflow/llm';
import type { Attributes } from '@opentelemetry/api';

/** What OpenTelemetry calls providers that we call otherwise. */
const PROVIDER_NAMES: Readonly<Record<string, string>> = {
  gemini: 'gcp.gemini',
  azure: 'azure.ai.openai',
};

/** Parameters that are numbers, by the attributes they are. No text of a request is among them. */
const PARAMETERS = {
  temperature: 'gen_ai.request.temperature',
  top_p: 'gen_ai.request.top_p',
  max_tokens: 'gen_ai.request.max_tokens',
  seed: 'gen_ai.request.seed',
} as const;

/** What is asked of a model, as OpenTelemetry names it. */
export function operationOf({ kind }: ModelCall): string {
  return kind === 'chat' ? 'chat' : 'embeddings';
}

/** Attributes of a request by the GenAI conventions of OpenTelemetry, without what it says. */
export function callAttributes(call: ModelCall): Attributes {
  const provider = detectProvider(call.origin);
  const { hostname, port, protocol } = new URL(call.origin);
  const numbers = Object.entries(PARAMETERS).flatMap(([name, attribute]) => {
    const value = call.parameters[name];
    return typeof value === 'number' ? [[attribute, value] as const] : [];
  });
  return {
    'gen_ai.operation.name': operationOf(call),
    'gen_ai.provider.name': PROVIDER_NAMES[provider] ?? provider,
    'gen_ai.request.model': call.provider_model,
    ...(call.kind === 'chat'
      ? { 'gen_ai.output.type': 'schema' in call.parameters ? 'json' : 'text' }
      : {}),
    'datagenflow.model': call.model,
    'server.address': hostname,
    ...(protocol === 'demo:'
      ? {}
      : { 'server.port': Number(port || (protocol === 'https:' ? 443 : 80)) }),
    ...Object.fromEntries(numbers),
  };
}

/** Attributes of an answer by the same conventions: input tokens include those that were cached. */
export function answerAttributes({ usage, cost, finish_reason }: ModelAnswer): Attributes {
  return {
    'gen_ai.usage.input_tokens': usage.input_tokens + usage.cached_tokens,
    'gen_ai.usage.output_tokens': usage.output_tokens,
    'gen_ai.usage.cache_read.input_tokens': usage.cached_tokens,
    'gen_ai.response.finish_reasons': [finish_reason],
    ...(usage.estimated === true ? { 'datagenflow.usage.estimated': true } : {}),
    ...(cost === null ? {} : { 'datagenflow.cost': cost }),
  };
}
