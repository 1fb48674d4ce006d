import assert from 'node:assert/strict';
import { systemClock, type ModelLimits } from '@datagenflow/contracts';
import { createModelClient, directRecorder, type ResolvedModel } from '@datagenflow/llm';
import { modelAt } from './model-at.ts';
import { timeMany } from './time.ts';

/** Calls as a job makes them: chains of so many, each after the other. */
export interface Chains {
  endpoint: string;
  chains: number;
  /** Calls of each chain. */
  length: number;
  /** So many chains at once. */
  inFlight: number;
  /** What is known of the limits of the model. */
  limits?: ModelLimits;
  promptOf: (chain: number, call: number) => string;
}

/** Milliseconds that calls take by the client that jobs use, with nothing around it. */
export async function timeBareLoop(of: Chains): Promise<number> {
  await using client = openBareClient(of);
  return await timeMany(of.chains, of.inFlight, async (chain) => {
    for (let call = 0; call < of.length; call += 1) await client.ask(of.promptOf(chain, call));
  });
}

/** The client that jobs use, with nothing around it. */
function openBareClient({ endpoint, limits = {} }: Chains) {
  const model = { ...modelAt(endpoint), limits };
  const resolve = (): Promise<ResolvedModel> => Promise.resolve(model);
  const client = createModelClient({ models: { resolve }, clock: systemClock });
  const context = { signal: new AbortController().signal, recorder: directRecorder };
  return {
    async ask(prompt: string): Promise<void> {
      const messages = [{ role: 'user' as const, content: prompt }];
      const { text } = await client.chat({ messages }, context);
      assert.notEqual(text, '');
    },
    [Symbol.asyncDispose]: () => client[Symbol.asyncDispose](),
  };
}
