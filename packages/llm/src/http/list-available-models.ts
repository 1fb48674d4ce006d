import type { Clock } from '@datagenflow/contracts';
import { createAgent } from './create-agent.js';
import { toFailure } from './failure.js';
import { createHttpModel } from './http-model.js';
import { readBody } from './read-body.js';
import { REQUEST_LIMITS } from './watchdog.js';
import { isObject } from '../structured/schema-nodes.js';
import type { ResolvedModel } from '../client/model-source.js';

const DEADLINE_MS = 10_000;

/** The endpoint to ask, with the key for it. */
export type AskedEndpoint = Pick<ResolvedModel, 'provider' | 'endpoint' | 'apiKey'>;

/**
 * Names of the models that an endpoint offers, sorted.
 * @throws ModelError `model_unreachable`, `credentials` and the like
 */
export async function listAvailableModels(
  asked: AskedEndpoint,
  clock: Clock,
  signal: AbortSignal,
): Promise<string[]> {
  const dispatcher = createAgent();
  const limits = { ...REQUEST_LIMITS, deadlineMs: DEADLINE_MS };
  const model: ResolvedModel = {
    id: 0,
    kind: 'llm',
    name: asked.provider,
    model_name: '',
    limits: {},
    prices: null,
    dimensions: null,
    ...asked,
  };
  const http = createHttpModel(model, { clock, random: Math.random, dispatcher, limits });
  try {
    const response = await http.client.get('/models', { signal }).asResponse();
    const body = readBody(await response.text(), http.subject);
    const rows = Array.isArray(body['data']) ? body['data'].filter(isObject) : [];
    return rows.flatMap(({ id }) => (typeof id === 'string' ? [id] : [])).sort();
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw toFailure(error, http.subject, clock.date()).error;
  } finally {
    await dispatcher.destroy();
  }
}
