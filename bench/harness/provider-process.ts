import { createFakeProvider, type FakeOptions } from '@datagenflow/llm/testing';

/** Serves a fake endpoint: the first message holds its options, any other asks for its counters. */
process.once('message', (options: FakeOptions) => void serve(options));

async function serve(options: FakeOptions): Promise<void> {
  const provider = await createFakeProvider(options);
  process.on('message', () => process.send?.(provider.counters));
  process.once('disconnect', () => process.exit());
  process.send?.(provider.url);
}
