import type { BlockContext } from '@datagenflow/block-sdk';
import { systemClock } from '@datagenflow/contracts';
import { describe, expect, test } from 'vitest';
import { JobBench, numbered } from '../testing/job-bench.js';
import { makeBlock } from '../testing/make-block.js';
import { ScriptedModels } from '../testing/scripted-models.js';

const ask = ({ llm }: BlockContext, content: string) =>
  llm.chat({ messages: [{ role: 'user', content }] }).then(({ text }) => text);

const First = makeBlock('First', async (context) => ({
  first: await ask(context, `first ${context.get('n', 0)}`),
}));
/** Fails on an answer that is no good. */
const Second = makeBlock(
  'Second',
  async (context) => {
    const second = await ask(context, `second ${context.get('n', 0)}`);
    if (second === 'bad') throw new Error('a bad answer');
    return { second };
  },
  { outputs: ['second'] },
);
const Third = makeBlock('Third', async (context) => ({
  third: await ask(context, `third ${context.get('n', 0)}`),
}));

function prompts({ sent }: ScriptedModels, from = 0): string[] {
  const messages = sent.slice(from).map(({ parameters }) => parameters.messages);
  return (messages as { content: string }[][]).map(([message]) => message?.content ?? '').sort();
}

describe('retrying failed executions', () => {
  test('buys again what was wrong and what follows, replays what came before', async () => {
    const bad = new Set(['second 1', 'second 3']);
    const models = new ScriptedModels((prompt) => (bad.has(prompt) ? 'bad' : `to ${prompt}`));
    await using bench = new JobBench([First, Second, Third], { models });
    const job = await bench.run(numbered(4));
    expect(job).toMatchObject({ status: 'completed', records_generated: 2, records_failed: 2 });
    const before = models.sent.length;
    expect(before).toBe(10);

    bad.delete('second 3');
    const retried = await bench.runner.retryFailed(job.id);
    expect(retried).toMatchObject({ status: 'running', records_failed: 0, current_seed: 2 });
    expect([job.progress, retried.progress]).toEqual([1, 0.999]);
    const second = await bench.runner.finished(job.id);
    expect(second).toMatchObject({ status: 'completed', records_generated: 3, records_failed: 1 });
    expect(prompts(models, before)).toEqual(['second 1', 'second 3', 'third 3']);
    expect(second.saved_cost).toBe(0.5);

    bad.clear();
    const between = models.sent.length;
    const [reason] = await bench.store.failureReasons(job.id, 1);
    await bench.runner.retryFailed(job.id, { reason: reason?.message ?? '' });
    expect(await bench.runner.finished(job.id)).toMatchObject({
      status: 'completed',
      records_generated: 4,
      records_failed: 0,
      current_seed: 4,
      progress: 1,
    });
    expect(prompts(models, between)).toEqual(['second 1', 'third 1']);
  });

  test('attempts of a step that retries by itself are not used twice', async () => {
    const models = new ScriptedModels((_, sends) => (sends <= 4 ? 'bad' : 'good'));
    await using bench = new JobBench([Second], { models, clock: systemClock });
    const steps = [{ type: 'Second', retry: { attempts: 2, backoff_ms: 0 } }];
    const failed = await bench.run(numbered(1), { steps });
    expect(failed).toMatchObject({ status: 'failed', records_failed: 1 });
    await bench.runner.retryFailed(failed.id);
    expect(await bench.runner.finished(failed.id)).toMatchObject({ status: 'failed' });
    await bench.runner.retryFailed(failed.id);
    expect(await bench.runner.finished(failed.id)).toMatchObject({
      status: 'completed',
      error: '',
      usage: { input_tokens: 500 },
    });
    expect(models.sent).toHaveLength(5);
  });

  test('is refused while the job runs, when it never ended, and when nothing failed', async () => {
    await using bench = new JobBench([First]);
    const pending = await bench.create(numbered(1));
    await expect(bench.runner.retryFailed(pending)).rejects.toMatchObject({
      code: 'job_status',
      detail: { status: 'pending' },
    });
    const { id } = await bench.run(numbered(1));
    await expect(bench.runner.retryFailed(id)).rejects.toMatchObject({
      status: 409,
      code: 'nothing_to_retry',
    });
    expect(await bench.store.getJob(id)).toMatchObject({ status: 'completed' });
  });
});
