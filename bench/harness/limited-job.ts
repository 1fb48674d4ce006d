import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ModelLimits } from '@datagenflow/contracts';
import type { FakeLimits } from '@datagenflow/llm/testing';
import { createPipeline } from '@datagenflow/runtime';
import { countStates, isText } from './count-states.ts';
import { openSystem } from './open-system.ts';
import { makeSeeds, runJob } from './run-job.ts';
import { scaledClock } from './scaled-clock.ts';
import { startProvider, type StartedProvider } from './start-provider.ts';
import { createTemporaryDirectory } from './temporary-directory.ts';

/** Tokens of a call: its prompt, what a fake endpoint adds for its wrapping, and its answer. */
export const TOKENS_PER_CALL = 158;
const PROMPT_LENGTH = 400;
const ANSWER_LENGTH = 232;

/** A job of one call per seed against an endpoint with limits. */
export interface LimitedJob {
  seeds: number;
  /** So many minutes pass in one. What the machine delays is as many times as long. */
  timeScale: number;
  /** What the endpoint allows. */
  limits: FakeLimits;
  /** What we know of that. */
  known?: ModelLimits;
  /** What the endpoint allows from a moment on. */
  change?: { afterMinutes: number; limits: FakeLimits };
}

/** What came of it. */
export interface LimitedRun {
  /** Minutes of the endpoint’s time. */
  minutes: number;
  answered: number;
  refused: number;
}

/** Runs a whole system and its endpoint in scaled time; every call was answered once in the end. */
export async function runLimitedJob(of: LimitedJob): Promise<LimitedRun> {
  const { seeds, timeScale, limits, known = {} } = of;
  const behaviour = { limits, timeScale, answerLength: ANSWER_LENGTH };
  await using directory = await createTemporaryDirectory();
  await using provider = await startProvider(200, undefined, behaviour);
  await using runtime = await openSystem({
    directory: directory.path,
    endpoint: provider.url,
    limits: known,
    clock: scaledClock(timeScale),
  });
  const step = { type: 'TextGenerator', config: { user_prompt: '{{ question }}' } };
  const pipeline = await createPipeline(runtime, { name: 'Limited', blocks: [step] });
  const over = new AbortController();
  const changed = changeLimits(of, provider, over.signal);
  const questions = makeSeeds(seeds, (index) => ({
    question: `What is ${index}?`.padEnd(PROMPT_LENGTH, '.'),
  }));
  const { id, ms } = await runJob(runtime, pipeline.id, questions, seeds);
  over.abort();
  await changed;
  const { answered, refused } = await provider.readCounters();
  assert.equal(answered, seeds);
  assert.equal(await countStates(runtime, id, ({ assistant }) => isText(assistant)), seeds);
  return { minutes: (ms * timeScale) / 60_000, answered, refused };
}

async function changeLimits(
  { change, timeScale }: LimitedJob,
  provider: StartedProvider,
  signal: AbortSignal,
): Promise<void> {
  if (change === undefined) return;
  const ms = (change.afterMinutes * 60_000) / timeScale;
  await sleep(ms, undefined, { signal }).catch(() => undefined);
  await provider.changeLimits(change.limits);
}
