import { createFakeProvider, type FakeOptions, type Fault } from '@datagenflow/llm/testing';
import { pick, seededRandom } from './seeded-random.ts';
import type { Unsteadiness } from './start-provider.ts';

/** Serves a fake endpoint: the first message holds its settings, any other asks for its counters. */
process.once('message', (settings: Settings) => void serve(settings));

interface Settings {
  latencyMs: number;
  unsteadiness?: Unsteadiness;
}

async function serve({ latencyMs, unsteadiness }: Settings): Promise<void> {
  const options = unsteadiness === undefined ? { latencyMs } : unsteady(latencyMs, unsteadiness);
  const provider = await createFakeProvider({ ...options, keepsRequests: false });
  process.on('message', () => process.send?.(provider.counters));
  process.once('disconnect', () => process.exit());
  process.send?.(provider.url);
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
