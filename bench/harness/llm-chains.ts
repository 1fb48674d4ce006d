import assert from 'node:assert/strict';
import type { ModelLimits } from '@datagenflow/contracts';
import { createPipeline, type Runtime } from '@datagenflow/runtime';
import { timeBareLoop } from './bare-loop.ts';
import { countStates, isText } from './count-states.ts';
import { makeSeeds, runJob } from './run-job.ts';
import type { StartedProvider } from './start-provider.ts';

/** Steps of each execution, every one of which asks a model. */
export const CHAIN_LENGTH = 4;

/** Stores a pipeline of four generators, each of which reads what the one before wrote. */
export async function createChain(runtime: Runtime): Promise<number> {
  const blocks = Array.from({ length: CHAIN_LENGTH }, (_, step) => ({
    type: 'TextGenerator',
    config: { user_prompt: `Step ${step} of {{ question }}: {{ ${fieldBefore(step)} }}` },
    outputs: { assistant: `answer_${step}`, system: `system_${step}`, user: `user_${step}` },
  }));
  return (await createPipeline(runtime, { name: 'Chain', blocks })).id;
}

function fieldBefore(step: number): string {
  return step === 0 ? 'question' : `answer_${step - 1}`;
}

/** What a job of chains runs against. */
export interface ChainBench {
  runtime: Runtime;
  provider: StartedProvider;
  pipelineId: number;
  /** Chains at once. */
  concurrency: number;
  /** What is known of the limits of the model. */
  limits?: ModelLimits;
}

/** Milliseconds of a job of so many chains; every answer was bought once and is in a record. */
export async function timeChains(bench: ChainBench, count: number): Promise<number> {
  const { runtime, provider, pipelineId, concurrency } = bench;
  const before = await provider.readCounters();
  const seeds = makeSeeds(count, (index) => ({ question: `What is ${index}?` }));
  const { id, ms } = await runJob(runtime, pipelineId, seeds, count, { concurrency });
  const after = await provider.readCounters();
  assert.equal(after.answered - before.answered, count * CHAIN_LENGTH);
  assert.equal(await countStates(runtime, id, hasAllAnswers), count);
  return ms;
}

/** Milliseconds of the same calls with nothing around them. */
export function timeBareChains(
  { provider, concurrency, limits }: ChainBench,
  count: number,
): Promise<number> {
  return timeBareLoop({
    endpoint: provider.url,
    chains: count,
    length: CHAIN_LENGTH,
    inFlight: concurrency,
    ...(limits && { limits }),
    promptOf: (chain, call) => `Step ${call} of What is ${chain}?: ${'word '.repeat(30)}`,
  });
}

function hasAllAnswers(state: Record<string, unknown>): boolean {
  return Array.from({ length: CHAIN_LENGTH }, (_, step) => state[`answer_${step}`]).every(isText);
}
