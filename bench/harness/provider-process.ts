import type { JsonObject } from '@datagenflow/contracts';
import {
  createFakeProvider,
  type FakeLimits,
  type FakeOptions,
  type Fault,
} from '@datagenflow/llm/testing';
import { numberedAnswer } from './numbered-answer.ts';
import { scaledClock } from './scaled-clock.ts';
import { pick, seededRandom } from './seeded-random.ts';
import type { ProviderBehaviour, Unsteadiness } from './start-provider.ts';

/**
 * Serves a fake endpoint: the first message holds its settings, any other asks for its counters and
 * may change its limits or take it down.
 */
process.once('message', (settings: Settings) => void serve(settings));

interface Settings {
  latencyMs: number;
  unsteadiness?: Unsteadiness;
  behaviour?: ProviderBehaviour;
}

async function serve({ latencyMs, unsteadiness, behaviour = {} }: Settings): Promise<void> {
  const options: FakeOptions =
    unsteadiness === undefined ? { latencyMs } : unsteady(latencyMs, unsteadiness);
  const { timeScale = 1, answerLength, repeatsPrompt, limits = {}, keys } = behaviour;
  let isDown = false;
  const provider = await createFakeProvider({
    ...options,
    ...(keys && { keys }),
    fault: (request, body) => (isDown ? { kind: 'reset' } : options.fault?.(request, body)),
    limits,
    clock: scaledClock(timeScale),
    ...(answerLength === undefined ? {} : { answer: (_, n) => textOf(n, answerLength) }),
    ...(repeatsPrompt === true && { answer: repeatPrompt }),
    keepsRequests: false,
  });
  process.on('message', (change: { limits?: FakeLimits; isDown?: boolean }) => {
    Object.assign(limits, change.limits);
    isDown = change.isDown ?? isDown;
    process.send?.(provider.counters);
  });
  process.once('disconnect', () => process.exit());
  process.send?.(provider.url);
}

function repeatPrompt({ messages, response_format }: JsonObject, request: number): string {
  const prompt = String((messages as { content: string }[]).at(-1)?.content);
  const about = numberedAnswer(request, prompt);
  return response_format === undefined ? about : JSON.stringify({ about });
}

/** A text of so many characters that no other request gets. */
function textOf(request: number, length: number): string {
  const random = seededRandom(request);
  let text = `Answer ${request}: `;
  while (text.length < length) text += random().toString(36).slice(2);
  return text.slice(0, length);
}

function unsteady(
  latencyMs: number,
  { seed, jitterMs, faultShare }: Unsteadiness,
): Pick<FakeOptions, 'latencyMs' | 'fault'> {
  const random = seededRandom(seed);
  return {
    latencyMs: () => latencyMs + random() * jitterMs,
    fault: () => (random() < faultShare ? pick(FAULTS, random) : undefined),
  };
}

const FAULTS: readonly [Fault, ...Fault[]] = [
  { kind: 'status', status: 429, retry_after: '0.1' },
  { kind: 'status', status: 500 },
  { kind: 'reset' },
];
