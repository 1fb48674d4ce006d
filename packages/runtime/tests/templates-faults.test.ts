import { loadBuiltinTemplates } from '@datagenflow/builtins';
import { createFakeProvider, type Fault } from '@datagenflow/llm/testing';
import { createSchemaCompiler } from '@datagenflow/schemas';
import { expect, test } from 'vitest';
import { createFromTemplate, saveModel } from '../src/index.js';
import { createFastClock } from './support/fast-clock.js';
import { startTestRuntime } from './support/test-runtime.js';

const builtin = await loadBuiltinTemplates(createSchemaCompiler());
const templates = builtin.map(({ id }) => id);

/** What goes wrong in turn, with proper answers in between. */
const faults: readonly Fault[] = [
  { kind: 'status', status: 429, retry_after: '0.02' },
  { kind: 'status', status: 500 },
  { kind: 'reset' },
  { kind: 'body', text: '{"choices":[{"message":' },
  { kind: 'body', text: '<html><body>502</body></html>' },
  { kind: 'cut', bytes: 40 },
  { kind: 'message', message: { content: 'Sorry, here it is: {"a": ' }, finish_reason: 'stop' },
];

test.each(templates)('%s runs at an endpoint that fails every fourth time', async (id) => {
  await using provider = await createFakeProvider({
    fault: (request) => (request % 4 === 0 ? faults[(request / 4) % faults.length] : undefined),
  });
  await using system = await startTestRuntime({}, { clock: createFastClock(10) });
  const model = { name: 'shaky', provider: 'custom', endpoint: provider.url, model_name: 'fake' };
  await saveModel(system.runtime, 'llm', model);
  await saveModel(system.runtime, 'embedding', model);
  const pipeline = await createFromTemplate(system.runtime, id);
  expect(pipeline.problems.filter(({ severity }) => severity !== 'information')).toEqual([]);
  const seeds = system.runtime.templates.get(id)?.template.example_seed;
  const job = await system.run(pipeline.id, seeds, { model: 'shaky', concurrency: 2 });
  expect([job.status, job.error]).toEqual(['completed', '']);
  const { items, total } = await system.runtime.storage.executions.list({
    job_id: job.id,
    limit: 1_000,
  });
  expect(items).toHaveLength(total);
  const ended = ['generated', 'filtered', 'fanned_out'];
  expect(items.filter(({ status }) => !ended.includes(status))).toEqual([]);
  expect(await system.records(job.id)).toHaveLength(job.records_generated);
  expect(provider.counters.requests).toBeGreaterThan(provider.counters.answered);
});
