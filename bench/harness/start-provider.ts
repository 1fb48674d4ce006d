import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { FakeLimits, FakeProvider } from '@datagenflow/llm/testing';

/** A fake endpoint in a process of its own, so that it takes no time of this one. */
export interface StartedProvider extends AsyncDisposable {
  url: string;
  readCounters(): Promise<FakeProvider['counters']>;
  changeLimits(limits: FakeLimits): Promise<void>;
  /** While it is down, each request ends in a reset connection. */
  setDown(isDown: boolean): Promise<void>;
}

/** What keeps an endpoint from being a perfect one. The same for the same `seed`. */
export interface Unsteadiness {
  seed: number;
  /** Up to so many milliseconds are added to the latency. */
  jitterMs: number;
  /** Share of requests that get a 429 with `Retry-After`, a 500, or a reset connection. */
  faultShare: number;
}

/** What an endpoint allows and answers. */
export interface ProviderBehaviour {
  limits?: FakeLimits;
  /** Its time runs so many times as fast. */
  timeScale?: number;
  /** Characters of each answer, every one of which is another. */
  answerLength?: number;
  /**
   * Each answer is a numbered one that repeats the last message; where JSON is asked for, as its
   * field `about`.
   */
  repeatsPrompt?: boolean;
  /** Keys that are accepted; absent: any, or none. */
  keys?: string[];
}

/** Starts an OpenAI-compatible endpoint that answers after so many milliseconds. */
export async function startProvider(
  latencyMs: number,
  unsteadiness?: Unsteadiness,
  behaviour?: ProviderBehaviour,
): Promise<StartedProvider> {
  const child = fork(fileURLToPath(new URL('./provider-process.ts', import.meta.url)));
  const ask = async <T>(message: object): Promise<T> => {
    child.send(message);
    const [answer] = await once(child, 'message');
    return answer as T;
  };
  return {
    url: await ask<string>({ latencyMs, unsteadiness, behaviour }),
    readCounters: () => ask({}),
    changeLimits: (limits) => ask({ limits }),
    setDown: (isDown) => ask({ isDown }),
    async [Symbol.asyncDispose]() {
      const gone = once(child, 'exit');
      child.disconnect();
      await gone;
    },
  };
}
