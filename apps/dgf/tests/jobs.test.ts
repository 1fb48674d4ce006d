import type { Job } from '@datagenflow/contracts';
import { createFakeProvider, type FakeProvider } from '@datagenflow/llm/testing';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createWorkspace, type Workspace } from './support/dgf.js';
import { startCommands } from './support/start-commands.js';

const commands = startCommands();
afterAll(() => commands[Symbol.asyncDispose]());

let work: Workspace;
let provider: FakeProvider;
beforeEach(async () => {
  work = await createWorkspace({ commands });
  provider = await createFakeProvider({ keys: ['sk-right'] });
  await work.write('seeds.json', seeds(6));
  await work.write('flow.yaml', FLOW);
  await addModel('sk-right');
});
afterEach(async () => {
  await work[Symbol.asyncDispose]();
  await provider[Symbol.asyncDispose]();
});

const FLOW = `name: Flow
blocks:
  - type: TextGenerator
    config: { user_prompt: 'Write about {{ topic }}' }
`;

const seeds = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ metadata: { topic: `topic ${i}` } }));

async function addModel(key: string): Promise<void> {
  const model = ['--endpoint', provider.url, '--model', 'fake-large', '--default'];
  await work.runWarm(['models', 'add', 'main', ...model, '--key-env', 'KEY'], { KEY: key });
}

async function runJson(args: string[]): Promise<Job> {
  return JSON.parse((await work.runWarm([...args, '--json'])).stdout) as Job;
}

async function showJob(): Promise<Job> {
  return JSON.parse((await work.runWarm(['jobs', 'show', '1', '--json'])).stdout) as Job;
}

describe('dgf run with a wrong key', () => {
  test('exits 1 with one message and the line to go on with, which then works', async () => {
    await addModel('sk-bad');
    const { code, stderr } = await work.runWarm([
      'run',
      'flow.yaml',
      'seeds.json',
      '-o',
      'out.jsonl',
    ]);
    expect(code).toBe(1);
    expect(stderr.match(/was not accepted/g)).toHaveLength(1);
    expect(stderr).toContain('Stopped at 0 of 6');
    expect(stderr).toContain('dgf run --resume 1 -o out.jsonl');
    expect(await showJob()).toMatchObject({
      status: 'paused',
      pause_reason: 'credentials',
      records_failed: 0,
    });
    await addModel('sk-right');
    const resumed = await work.runWarm(['run', '--resume', '1', '-o', 'out.jsonl']);
    expect(resumed.stderr).toContain('Job 1 completed · 6 records');
    expect(resumed.code).toBe(0);
  });
});

describe('dgf jobs', () => {
  test('without a server: lists, shows, retries what failed, reruns without buying', async () => {
    provider.options.fault = (request) =>
      request === 2 ? { kind: 'status', status: 400 } : undefined;
    await work.runWarm(['run', 'flow.yaml', 'seeds.json']);
    const list = await work.runWarm(['jobs', 'list']);
    expect(list.stdout).toMatch(/^1 +completed +6 of 6 +1 failed/);
    expect((await work.runWarm(['jobs', 'show', '1'])).stdout).toContain('5 records · 1 failed');

    expect(await runJson(['jobs', 'retry-failed', '1'])).toMatchObject({
      status: 'completed',
      records_generated: 6,
      records_failed: 0,
    });
    expect(provider.counters.requests).toBe(7);
    const none = await work.runWarm(['jobs', 'retry-failed', '1']);
    expect(none).toMatchObject({ code: 1 });
    expect(none.stderr).toContain('no failed executions');

    expect(await runJson(['jobs', 'rerun', '1'])).toMatchObject({
      id: 2,
      status: 'completed',
      records_generated: 6,
    });
    const reused = await runJson(['run', 'flow.yaml', 'seeds.json', '--reuse']);
    expect(reused).toMatchObject({ id: 3, records_generated: 6 });
    expect(provider.counters.requests).toBe(7);
    await runJson(['jobs', 'rerun', '1', '--no-reuse', '--limit', '2']);
    expect(provider.counters.requests).toBe(9);
  });

  test('stops at the first failure, and goes on', async () => {
    provider.options.fault = (request) =>
      request === 1 ? { kind: 'status', status: 400 } : undefined;
    const args = ['run', 'flow.yaml', 'seeds.json', '--stop-on-error', '--concurrency', '1'];
    expect(await runJson(args)).toMatchObject({ status: 'failed', current_seed: 2 });
    expect(await runJson(['jobs', 'resume', '1'])).toMatchObject({
      status: 'completed',
      records_generated: 5,
      records_failed: 1,
    });
    const wrong = await work.runWarm(['jobs', 'resume', '1', '--max-cost', 'much']);
    expect(wrong.stderr).toContain('--max-cost');
  });

  test('stops at a limit, and goes on beyond it from run and from jobs', async () => {
    const args = ['run', 'flow.yaml', 'seeds.json', '-c', '1', '--max-output-tokens', '1'];
    expect(await runJson(args)).toMatchObject({
      status: 'stopped',
      error: 'Constraint exceeded: max_total_output_tokens',
    });
    const onwards = ['--max-output-tokens=-1', '--max-input-tokens', '1'];
    expect(await runJson(['jobs', 'resume', '1', ...onwards])).toMatchObject({
      error: 'Constraint exceeded: max_total_input_tokens',
      options: {
        concurrency: 1,
        constraints: { max_total_output_tokens: -1, max_total_input_tokens: 1 },
      },
    });
    const far = ['--max-input-tokens', '100000', '--max-execution-time', '600', '-c', '4'];
    expect(await runJson(['run', '--resume', '1', ...far])).toMatchObject({
      status: 'completed',
      records_generated: 6,
      options: {
        concurrency: 4,
        constraints: {
          max_total_output_tokens: -1,
          max_total_input_tokens: 100_000,
          max_total_execution_time: 600,
        },
      },
    });
    const near = ['--no-reuse', '--max-input-tokens', '1', '-c', '1'];
    expect(await runJson(['jobs', 'rerun', '1', ...near])).toMatchObject({
      id: 2,
      error: 'Constraint exceeded: max_total_input_tokens',
      options: {
        concurrency: 1,
        constraints: {
          max_total_output_tokens: -1,
          max_total_input_tokens: 1,
          max_total_execution_time: 600,
        },
      },
    });
    const aimless = await work.runWarm(['jobs', 'rerun', '1', '--max-executions', '9']);
    expect(aimless.stderr).toContain('max_executions needs target_records');
  });

  test('with a server: pauses, resumes and cancels there', async () => {
    provider.options.latencyMs = 100;
    await work.write('many.json', seeds(2_000));
    const server = work.start(['start', '--port', '0']);
    await server.says('Ctrl-C');
    const run = work.start(['run', 'flow.yaml', 'many.json', '--concurrency', '2']);
    await run.says('Job 1 runs in');
    let paused = await runJson(['jobs', 'pause', '1']);
    while (paused.status !== 'paused') paused = await runJson(['jobs', 'pause', '1']);
    expect((await work.runWarm(['jobs', 'show', '1'])).stdout).toContain('Job 1 paused (user)');
    const resumed = await runJson(['jobs', 'resume', '1', '--concurrency', '4']);
    expect(resumed).toMatchObject({ status: 'running', options: { concurrency: 4 } });
    const refused = await work.runWarm(['run', '--resume', '1', '--concurrency', '8']);
    expect(refused).toMatchObject({ code: 1 });
    expect(refused.stderr).toContain("Job 1 is running: it can't be resumed");
    expect(await runJson(['jobs', 'cancel', '1'])).toMatchObject({ status: 'cancelled' });
    expect((await run.ended).code).toBe(1);
    const late = await work.runWarm(['jobs', 'pause', '1']);
    expect(late).toMatchObject({ code: 1 });
    expect(late.stderr).toContain("Job 1 is cancelled: it can't be paused");
  });
});
