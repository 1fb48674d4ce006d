import type { Clock } from '@datagenflow/contracts';
import OpenAI from 'openai';
import type { Dispatcher } from 'undici';
import type { ResolvedModel } from '../client/model-source.js';
import { resolveEndpoint, type Endpoint } from '../presets/resolve-endpoint.js';
import { createModelGate, type ModelGate } from '../rate/model-gate.js';
import type { GateState } from '../rate/pace.js';
import { createTokenEstimate, type TokenEstimate } from '../rate/token-estimate.js';
import { createBoundedFetch } from './bounded-fetch.js';
import type { Subject } from './failure.js';
import type { RequestLimits } from './watchdog.js';

/** A model that is being called: its connection, its gate, what was learned about it. */
export interface HttpModel {
  model: ResolvedModel;
  endpoint: Endpoint;
  subject: Subject;
  client: OpenAI;
  gate: ModelGate;
  estimate: TokenEstimate;
}

/** What all models share. */
export interface HttpModelOptions {
  clock: Clock;
  random: () => number;
  dispatcher: Dispatcher;
  limits: RequestLimits;
}

/** Sets up a model. The key goes into a header and nowhere else. */
export function createHttpModel(
  model: ResolvedModel,
  options: HttpModelOptions,
  restore?: GateState,
): HttpModel {
  const { clock, random, dispatcher, limits } = options;
  const endpoint = resolveEndpoint(model.provider, model.endpoint);
  const secrets = model.apiKey === undefined ? [] : [model.apiKey];
  return {
    model,
    endpoint,
    subject: {
      model: model.name,
      providerModel: model.model_name,
      baseUrl: endpoint.baseUrl,
    },
    client: new OpenAI({
      baseURL: endpoint.baseUrl,
      apiKey: 'in-header',
      adminAPIKey: null,
      organization: null,
      project: null,
      webhookSecret: null,
      logLevel: 'off',
      maxRetries: 0,
      timeout: limits.deadlineMs * 2,
      defaultHeaders: keyHeaders(model, endpoint),
      fetch: createBoundedFetch({ dispatcher, clock, limits, secrets }),
    }),
    gate: createModelGate({ model: model.name, limits: model.limits, clock, random, restore }),
    estimate: createTokenEstimate(),
  };
}

/** Whether two versions of a model are called in the same way. */
export function isSameModel(a: ResolvedModel, b: ResolvedModel): boolean {
  const facts = ({ name, provider, endpoint, model_name, limits }: ResolvedModel): string =>
    JSON.stringify([name, provider, endpoint, model_name, limits]);
  const isSameKey = a.apiKey === undefined ? b.apiKey === undefined : a.apiKey.equals(b.apiKey);
  return isSameKey && (a === b || facts(a) === facts(b));
}

function keyHeaders(model: ResolvedModel, { preset }: Endpoint): Record<string, string | null> {
  const key = model.apiKey?.reveal() ?? '';
  if (key === '') return { authorization: null };
  if (preset.key_header === 'api-key') return { authorization: null, 'api-key': key };
  return { authorization: `Bearer ${key}` };
}
