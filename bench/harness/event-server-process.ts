import { startServer } from '@datagenflow/api';
import type { Job } from '@datagenflow/contracts';
import { createRuntime, readConfig } from '@datagenflow/runtime';

/**
 * Serves the API and makes up events: the first message says where, any other how many events a
 * second there are from then on, and asks for the state.
 */
process.once('message', ({ directory }: { directory: string }) => void serve(directory));

/** What such a server says of itself. */
export interface EventServerState {
  port: number;
  rss: number;
  emitted: number;
}

const TICK_MS = 10;

async function serve(directory: string): Promise<void> {
  const config = readConfig(directory, { PORT: '0' });
  const warn = (message: string): void => void process.stderr.write(`${message}\n`);
  const runtime = await createRuntime(config, { warn });
  const reportBug = (_traceId: string, error: unknown): void => warn(String(error));
  const { port } = await startServer(runtime, { webDir: undefined, reportBug });
  let emitted = 0;
  let perSecond = 0;
  let due = 0;
  setInterval(() => {
    due += (perSecond * TICK_MS) / 1_000;
    for (; due >= 1; due -= 1) {
      emitted += 1;
      runtime.events.emit({ type: 'job:progress', job: jobAt(emitted) });
    }
  }, TICK_MS);
  process.on('message', (message: { perSecond: number }) => {
    ({ perSecond } = message);
    process.send?.({ port, rss: process.memoryUsage().rss, emitted });
  });
  process.once('disconnect', () => process.exit());
  process.send?.({ port, rss: process.memoryUsage().rss, emitted });
}

/** One of a hundred jobs that go on. */
function jobAt(number: number): Job {
  const now = '2026-01-01T00:00:00.000Z';
  return {
    id: 1 + (number % 100),
    pipeline_id: 1,
    status: 'running',
    phase: 'executing',
    pause_reason: null,
    total_seeds: 1_000_000,
    current_seed: number,
    progress: 0.5,
    records_generated: number,
    records_failed: 0,
    records_filtered: 0,
    current_block: 'TextGenerator',
    current_step: `${number} of 1000000 executions`,
    error: '',
    warnings: [],
    usage: { input_tokens: number, output_tokens: number, cached_tokens: 0 },
    cost: null,
    saved_cost: 0,
    random_seed: 0,
    options: {},
    running_time: 0,
    created_at: now,
    started_at: now,
    completed_at: null,
  };
}
