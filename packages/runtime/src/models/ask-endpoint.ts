import type {
  AvailableModelsInput,
  Clock,
  ConnectionTestResult,
  ModelInput,
  ModelKind,
} from '@datagenflow/contracts';
import {
  createModelClient,
  directRecorder,
  ModelError,
  scrub,
  type LlmClient,
  type ResolvedModel,
  type Secret,
} from '@datagenflow/llm';
import type { Runtime } from '../runtime.js';
import { readKnown } from './find-model.js';
import { keyFor, planConnection } from './plan-connection.js';
import { planModel } from './plan-model.js';

const LIMITS = { deadlineMs: 10_000, idleMs: 10_000, maxBytes: 8 * 1024 * 1024 };

type Parts = Pick<Runtime, 'storage' | 'vault' | 'clock'>;

/**
 * Asks a model something, once and at once, whatever its limits; the stored key of one by that name
 * serves it.
 * That it fails is an answer too, with the key taken out of the message.
 * @throws ConfigError for what is wrong with the description
 * @throws ConflictError `key_required` when the stored key belongs to another endpoint
 */
export async function testModel(
  { storage, vault, clock }: Parts,
  kind: ModelKind,
  input: ModelInput,
  signal: AbortSignal,
): Promise<ConnectionTestResult> {
  const known = await readKnown(storage, kind, input.name);
  const { model, connection } = planModel(kind, input, known);
  const apiKey = await keyFor(connection, known, vault);
  await using client = openClient({ ...model, id: 0, limits: {}, ...withKey(apiKey) }, clock);
  const startedAt = clock.now();
  const failure = await ask(client, kind, signal);
  if (failure === undefined) {
    const latency_ms = Math.round(clock.now() - startedAt);
    return { success: true, message: 'connection successful', latency_ms };
  }
  const message = scrub(failure.message, apiKey === undefined ? [] : [apiKey]);
  return { success: false, message: `connection failed: ${message}`, latency_ms: -1 };
}

/**
 * Names of the models that an endpoint offers, sorted.
 * @throws ModelError when it does not tell; else as {@link testModel}
 */
export async function listAvailableModels(
  { storage, vault, clock }: Parts,
  { kind = 'llm', name, ...input }: AvailableModelsInput,
  signal: AbortSignal,
): Promise<string[]> {
  const known = await readKnown(storage, kind, name);
  const connection = planConnection(input, known);
  if (connection.provider === 'demo') return ['demo'];
  const apiKey = await keyFor(connection, known, vault);
  const { provider, endpoint } = connection;
  await using client = openClient(undefined, clock);
  return await client.listAvailable({ provider, endpoint, ...withKey(apiKey) }, signal);
}

/** A client of its own: what it meets says nothing about the calls of jobs. */
function openClient(model: ResolvedModel | undefined, clock: Clock): LlmClient {
  const resolve = () =>
    model === undefined ? Promise.reject(new Error('no model')) : Promise.resolve(model);
  return createModelClient({ models: { resolve }, clock, limits: LIMITS, maxRetries: 0 });
}

/** Why there was no answer; undefined when there was one, whatever it says. */
async function ask(
  client: LlmClient,
  kind: ModelKind,
  signal: AbortSignal,
): Promise<ModelError | undefined> {
  const context = { recorder: directRecorder, signal };
  try {
    if (kind === 'embedding') await client.embed({ texts: ['test'] }, context);
    else
      await client.chat(
        { messages: [{ role: 'user', content: 'Say hello' }], max_tokens: 10 },
        context,
      );
    return undefined;
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    return error.code === 'truncated_answer' || error.code === 'model_refused' ? undefined : error;
  }
}

function withKey(apiKey: Secret | undefined): { apiKey?: Secret } {
  return apiKey === undefined ? {} : { apiKey };
}
