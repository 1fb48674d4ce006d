import { readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { BlockInfo, DataRecord, ExtensionStatus, Job } from '@datagenflow/contracts';
import { createWorkspace, type Started, type Workspace } from './support/dgf.js';

let work: Workspace;
let server: Started;
let env: { DATAGENFLOW_ENDPOINT: string };
beforeEach(async () => {
  work = await createWorkspace();
  await work.runWarm(['init']);
  server = work.start(['start', '--port', '0'], { DATAGENFLOW_HOT_RELOAD_DEBOUNCE_MS: '50' });
  const [url = ''] = /http:\/\/localhost:\d+/.exec(await server.says('Ctrl-C')) ?? [];
  env = { DATAGENFLOW_ENDPOINT: url };
});
afterEach(() => work[Symbol.asyncDispose]());

const read = async <T>(path: string) =>
  (await (await fetch(`${env.DATAGENFLOW_ENDPOINT}${path}`)).json()) as T;

/** What an answer of the server becomes. */
const eventually = <T>(path: string, pick: (answer: T) => unknown) =>
  expect.poll(() => read<T>(path).then(pick), { timeout: 20_000 });

const STATUS = '/api/extensions/status';

test('EXT-10, EXT-11, EXT-13, EXT-14: the quick start, without its image', async () => {
  const status = await work.runWarm(['status'], env);
  expect(status.stdout).toMatch(/^Server +http.*\(healthy\)\nVersion +\d/);
  expect(status.stdout).toMatch(/Blocks +\d+: \d+ builtin, 0 custom, 0 user\n/);
  expect(status.stdout).toMatch(/Templates +\d+: \d+ builtin, 0 user\nHot reload +on, 50 ms/);

  const scaffold = await work.runWarm([
    'blocks',
    'scaffold',
    'SentimentAnalyzer',
    '-c',
    'validators',
  ]);
  expect(scaffold.stdout).toBe('✓ sentiment_analyzer.ts\n✓ sentiment_analyzer.test.ts\n');
  expect(await work.run(['blocks', 'test', 'sentiment_analyzer.test.ts'])).toMatchObject({
    code: 0,
  });
  for (const name of ['sentiment_analyzer.ts', 'sentiment_analyzer.test.ts']) {
    await rename(join(work.path, name), join(work.path, 'user_blocks', name));
  }
  await eventually<BlockInfo[]>('/api/extensions/blocks', (all) =>
    all.map(({ type }) => type),
  ).toContain('SentimentAnalyzer');
  const blocks = await work.runWarm(['blocks', 'list'], env);
  expect(blocks.stdout).toMatch(/^TYPE +CATEGORY +SOURCE +STATUS\n/);
  expect(blocks.stdout).toMatch(/^TextGenerator +generators +builtin +available$/m);
  expect(blocks.stdout).toMatch(/^SentimentAnalyzer +validators +user +available$/m);
  expect(blocks.stdout).not.toContain('\u001B');

  await work.runWarm(['templates', 'scaffold', 'My Flow', '--dir', 'user_templates']);
  await eventually<ExtensionStatus>(STATUS, (now) => now.templates.user_templates).toBe(1);
  const templates = await work.runWarm(['templates', 'list', '--source', 'user'], env);
  expect(templates.stdout).toMatch(/^my_flow +user +available +My Flow$/m);
  await work.write('seeds.json', [{ repetitions: 2, metadata: { content: 'The tide comes in.' } }]);
  const generate = await work.runWarm(
    ['generate', 'my_flow', 'seeds.json', '-o', 'out.jsonl'],
    env,
  );
  expect(generate.stderr).toContain(`Job 1 runs in ${env.DATAGENFLOW_ENDPOINT}`);
  expect(generate.stderr).toContain('Job 1 completed · 2 records · 0 failed');
  const records = await work.runWarm(['records', 'list', '--job', '1', '--json'], env);
  expect((JSON.parse(records.stdout) as DataRecord[]).map(({ job_id }) => job_id)).toEqual([1, 1]);
  const exported = await work.runWarm(['export', '--job', '1'], env);
  expect(exported.stdout).toBe(await readFile(join(work.path, 'out.jsonl'), 'utf8'));
  const job = await work.runWarm(['jobs', 'show', '1', '--json'], env);
  expect(JSON.parse(job.stdout) as Job).toMatchObject({ id: 1, status: 'completed' });

  const broken = 'export const Broken = block(class {';
  await work.write('user_blocks/broken.ts', broken);
  await eventually<ExtensionStatus>(STATUS, (now) => now.blocks.unavailable).toBe(1);
  const bad = await work.runWarm(['blocks', 'list', '--source', 'user'], env);
  expect(bad.stdout).toMatch(/Broken is unavailable:\n {2}broken\.ts:1:\d+/);
}, 120_000);
