import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFakeProvider } from '@datagenflow/llm/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createRuntime, readConfig, saveModel, type Runtime } from '../src/index.js';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'dgf-capabilities-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const definition = {
  name: 'Review',
  blocks: [
    {
      type: 'StructuredGenerator',
      config: {
        user_prompt: 'Review {{ book }}',
        json_schema: {
          type: 'object',
          properties: { title: { type: 'string' } },
          required: ['title'],
        },
      },
    },
  ],
};

/** What a process of its own does: opens the data directory, runs the pipeline, closes it. */
async function inProcess(work: (runtime: Runtime) => Promise<void>): Promise<void> {
  await using runtime = await createRuntime(readConfig(dir, {}), { warn: () => undefined });
  await work(runtime);
}

async function ask(runtime: Runtime): Promise<void> {
  const run = { definition, metadata: { book: 'Sea' }, pipelineId: 0 };
  await runtime.runner.executePipeline(run, new AbortController().signal);
}

test('what an endpoint can do is found out once, for the processes that follow too', async () => {
  const answer = (): string => '{"title":"Sea"}';
  await using provider = await createFakeProvider({ formats: 'none', answer });
  const model = { name: 'm', provider: 'custom', endpoint: provider.url, is_default: true };
  const count = async (work: (runtime: Runtime) => Promise<void>): Promise<number> => {
    const before = provider.counters.requests;
    await inProcess(work);
    return provider.counters.requests - before;
  };
  await inProcess(async (runtime) => {
    await saveModel(runtime, 'llm', { ...model, model_name: 'one' });
  });
  expect(await count(ask)).toBe(3);
  expect(await count(ask)).toBe(1);
  await inProcess(async (runtime) => {
    await saveModel(runtime, 'llm', { ...model, model_name: 'one', limits: { concurrency: 9 } });
  });
  expect(await count(ask)).toBe(1);
  await inProcess(async (runtime) => {
    await saveModel(runtime, 'llm', { ...model, model_name: 'two' });
  });
  expect(await count(ask)).toBe(3);
  expect(await count(ask)).toBe(1);
  await inProcess(async (runtime) => {
    await saveModel(runtime, 'llm', { ...model, model_name: 'one' });
  });
  expect(await count(ask)).toBe(3);
});
