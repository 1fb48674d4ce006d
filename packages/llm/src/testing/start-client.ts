import type { ModelAnswer, ModelCall, RecordedAnswer } from '@datagenflow/contracts';
import { ManualClock } from '@datagenflow/contracts/testing/clock';
import {
  createModelClient,
  type LlmClient,
  type ModelClientOptions,
} from '../client/create-model-client.js';
import type { ResolvedModel } from '../client/model-source.js';
import { Secret } from '../secret/secret.js';
import { createFakeProvider, type FakeOptions, type FakeProvider } from './fake-provider.js';

/** A client of one model at a fake endpoint, both on a clock of their own. */
export interface StartedClient extends AsyncDisposable {
  client: LlmClient;
  provider: FakeProvider;
  clock: ManualClock;
  /** May be changed between calls. */
  model: ResolvedModel;
  stored: { call: ModelCall; answer: ModelAnswer; rejected: string | null }[];
  context: {
    signal: AbortSignal;
    recorder: {
      record(call: ModelCall, send: () => Promise<ModelAnswer>): Promise<RecordedAnswer>;
    };
  };
  /** Moves the clock on until the promise is settled. */
  run<T>(promise: Promise<T>): Promise<T>;
}

/** The key that a started client uses. */
export const CANARY = 'sk-CANARY-0123456789abcdef';

export async function startClient(
  options: FakeOptions = {},
  changes: Partial<ResolvedModel> = {},
  more: Partial<ModelClientOptions> = {},
): Promise<StartedClient> {
  const clock = new ManualClock();
  const provider = await createFakeProvider({ clock, ...options });
  const model: ResolvedModel = {
    id: 1,
    kind: 'llm',
    name: 'main',
    provider: 'custom',
    endpoint: provider.url,
    model_name: 'fake-large',
    apiKey: new Secret(CANARY),
    limits: {},
    prices: { input: 1, output: 2 },
    dimensions: null,
    ...changes,
  };
  const models = { resolve: () => Promise.resolve({ ...model }) };
  const client = createModelClient({ models, clock, random: () => 0.5, ...more });
  const stored: StartedClient['stored'] = [];
  return {
    client,
    provider,
    clock,
    model,
    stored,
    context: {
      signal: new AbortController().signal,
      recorder: {
        async record(call, send) {
          const entry: StartedClient['stored'][number] = {
            call,
            answer: await send(),
            rejected: null,
          };
          stored.push(entry);
          const reject = (reason: string): void => {
            entry.rejected = reason;
          };
          return { answer: entry.answer, origin: 'bought', reject };
        },
      },
    },
    run: (promise) => clock.run(promise),
    async [Symbol.asyncDispose]() {
      await client[Symbol.asyncDispose]();
      await provider[Symbol.asyncDispose]();
    },
  };
}
