import type { BlockContext } from '@datagenflow/block-sdk';
import { DataGenFlowError, ValidationError } from '@datagenflow/contracts';
import { ManualClock, settle } from '@datagenflow/contracts/testing/clock';
import { describe, expect, test } from 'vitest';
import { makeBlock } from '../testing/make-block.js';
import { runBlocks, type RunParts } from '../testing/run-blocks.js';
import { hang, ScriptedModels } from '../testing/scripted-models.js';

const thrown = async (error: unknown) => {
  const Throw = makeBlock('Throw', () => {
    throw error;
  });
  const { end } = await runBlocks([Throw]);
  if (end.status !== 'failed') throw new Error('It has to fail');
  return end.reason;
};
const place = { block_type: 'Throw', step: 1, step_id: 'Throw-1' };

describe('runStep: failures', () => {
  test('DEV-06 an error is wrapped once, with block and step', async () => {
    expect(await thrown(new Error('no luck'))).toEqual({
      code: 'block_execution_failed',
      message: "Block 'Throw' failed at step 1: no luck",
      detail: place,
    });
  });

  test('an error of ours keeps its code and detail', async () => {
    const error = new ValidationError('too long', { code: 'field_type', detail: { field: 'x' } });
    expect(await thrown(error)).toEqual({
      code: 'field_type',
      message: "Block 'Throw' failed at step 1: too long",
      detail: { field: 'x', ...place },
    });
  });

  test('a detail that JSON can’t carry does not spoil the failure', async () => {
    const cyclic: Record<string, unknown> = {};
    cyclic.self = cyclic;
    const plain = { when: new Date(0), fn: () => 1, list: [undefined, 1] };
    expect(await thrown(new DataGenFlowError('odd', 'x', { detail: plain }))).toMatchObject({
      detail: { when: '1970-01-01T00:00:00.000Z', list: [null, 1], ...place },
    });
    for (const detail of [cyclic, { big: 1n }, { text: 'x'.repeat(1_000_000) }]) {
      expect((await thrown(new DataGenFlowError('odd', 'x', { detail }))).detail).toEqual(place);
    }
  });

  test.each([
    ['plain text', 'plain text'],
    [undefined, 'undefined'],
    [null, 'null'],
    [{ code: 7 }, '{"code":7}'],
    [{ message: 'from elsewhere' }, 'from elsewhere'],
    [Object.create(null) as object, '{}'],
    [Symbol('s'), 'Symbol(s)'],
    [7n, '7'],
    [new Error(''), 'Error'],
  ])('what is not an error is described: %#', async (error, text) => {
    const { code, message } = await thrown(error);
    expect([code, message]).toEqual([
      'block_execution_failed',
      `Block 'Throw' failed at step 1: ${text}`,
    ]);
  });

  test('a message of any length is stored in 64 KB', async () => {
    const { message } = await thrown(new Error('x'.repeat(1_000_000)));
    expect(message.length).toBeLessThanOrEqual(64 * 1024 + 100);
    expect(message).toContain('…');
  });

  test('an instance that can’t be set up fails the step, and is tried again by the next', async () => {
    let setups = 0;
    const Fragile = makeBlock('Fragile', () => ({ ok: true }), {
      setup: async () => {
        setups += 1;
        if (setups === 1) throw new Error('not ready');
      },
    });
    const steps = [{ type: 'Fragile', retry: { attempts: 2, backoff_ms: 0 } }];
    const clock = new ManualClock();
    const running = runBlocks([Fragile], { steps, clock });
    await clock.advance(0);
    const run = await running;
    expect(run.written).toEqual({ ok: true });
    expect(run.trace[0]?.attempts).toBe(2);
  });
});

describe('runStep: retry', () => {
  const failing = (times: number, seen: number[]) =>
    makeBlock('Flaky', (context: BlockContext) => {
      seen.push(context.attempt);
      if (seen.length <= times) throw new Error(`failure ${seen.length}`);
      return { ok: true };
    });
  const retry = (attempts: number, backoff_ms: number) => [
    { type: 'Flaky', retry: { attempts, backoff_ms } },
  ];

  test('tries again, pauses double, and the attempt rises', async () => {
    const clock = new ManualClock();
    const seen: number[] = [];
    const running = runBlocks([failing(3, seen)], { clock, steps: retry(4, 100) });
    const tries: number[] = [];
    for (const ms of [0, 99, 1, 199, 1, 399, 1]) {
      await clock.advance(ms);
      tries.push(seen.length);
    }
    const run = await running;
    expect(tries).toEqual([1, 1, 2, 2, 3, 3, 4]);
    expect(seen).toEqual([1, 2, 3, 4]);
    expect(run.trace[0]).toMatchObject({ status: 'ok', attempts: 4, execution_time: 0.7 });
  });

  test('fails with the last reason when the attempts are used up', async () => {
    const clock = new ManualClock();
    const running = runBlocks([failing(9, [])], { clock, steps: retry(2, 5) });
    await clock.advance(5);
    expect((await running).end).toMatchObject({
      status: 'failed',
      reason: { message: "Block 'Flaky' failed at step 1: failure 2" },
    });
  });

  test('begins with the attempt that the execution says', async () => {
    const seen: number[] = [];
    await runBlocks([failing(0, seen)], { start: { attempts: { 'Flaky-1': 5 } } });
    expect(seen).toEqual([5]);
  });

  test('no pause is longer than ten minutes', async () => {
    const clock = new ManualClock();
    const seen: number[] = [];
    const running = runBlocks([failing(19, seen)], { clock, steps: retry(20, 600_000) });
    await clock.advance(19 * 600_000);
    expect((await running).end.status).toBe('generated');
  });

  test('a filtered step is not tried again', async () => {
    let runs = 0;
    const Drop = makeBlock('Drop', (context) => {
      runs += 1;
      context.drop('no');
    });
    await runBlocks([Drop], {
      steps: [{ type: 'Drop', retry: { attempts: 3, backoff_ms: 0 } }],
    });
    expect(runs).toBe(1);
  });

  test('cancelling ends a pause with the reason', async () => {
    const stop = new AbortController();
    const clock = new ManualClock();
    const parts: RunParts = { clock, signal: stop.signal, steps: retry(2, 1_000) };
    const running = runBlocks([failing(1, [])], parts);
    await settle();
    stop.abort(new Error('enough'));
    await expect(running).rejects.toThrow('enough');
    expect(clock.sleeping).toBe(0);
  });
});

describe('runStep: deadline', () => {
  const steps = (type: string) => [{ type, timeout_ms: 1_000 }];

  test('DEV-06 a block that hangs fails with step_timeout', async () => {
    const clock = new ManualClock();
    const Hang = makeBlock('Hang', () => new Promise(() => {}));
    const running = runBlocks([Hang], { clock, steps: steps('Hang') });
    await clock.advance(999);
    expect(clock.sleeping).toBe(1);
    await clock.advance(1);
    expect((await running).end).toMatchObject({
      status: 'failed',
      reason: { code: 'step_timeout', detail: { timeout_ms: 1_000, block_type: 'Hang' } },
    });
    expect(clock.sleeping).toBe(0);
  });

  test('its signal aborts, so that it can end what it does', async () => {
    const clock = new ManualClock();
    let reason: unknown;
    const Listen = makeBlock('Listen', ({ signal }) => {
      signal.addEventListener('abort', () => (reason = signal.reason));
      return hang(signal);
    });
    const running = runBlocks([Listen], { clock, steps: steps('Listen') });
    await clock.advance(1_000);
    await running;
    expect(reason).toMatchObject({ code: 'step_timeout' });
  });

  test('model calls and memo waits do not count, however many and long', async () => {
    const clock = new ManualClock();
    const models = new ScriptedModels(async () => {
      await clock.sleep(50_000);
      return 'slow';
    });
    const Busy = makeBlock('Busy', async ({ llm, memo }: BlockContext) => {
      const ask = () => llm.chat({ messages: [{ role: 'user', content: 'x' }] });
      await clock.sleep(400);
      await Promise.all([ask(), ask(), clock.sleep(10)]);
      await clock.sleep(400);
      await memo('m', {}, () => 1);
      await clock.sleep(150);
      return { ok: true };
    });
    const memos = {
      read: () => clock.sleep(70_000).then(() => undefined),
      write: () => clock.sleep(70_000),
    };
    const running = runBlocks([Busy], { clock, models, memos, steps: steps('Busy') });
    await clock.advance(300_000);
    expect((await running).written).toEqual({ ok: true });
    expect(clock.sleeping).toBe(0);
  });

  test('time before and after a call adds up', async () => {
    const clock = new ManualClock();
    const models = new ScriptedModels(async () => {
      await clock.sleep(50_000);
      return 'slow';
    });
    const Slow = makeBlock('Slow', async ({ llm }: BlockContext) => {
      await clock.sleep(600);
      await llm.chat({ messages: [] });
      await clock.sleep(600);
      return { ok: true };
    });
    const running = runBlocks([Slow], { clock, models, steps: steps('Slow') });
    await clock.advance(60_000);
    const run = await running;
    expect(run.end).toMatchObject({ reason: { code: 'step_timeout' } });
    expect(run.trace[0]?.execution_time).toBe(51);
  });

  test('a call left in flight by a step that ended is aborted, and leaves no timer', async () => {
    const clock = new ManualClock();
    let reason: unknown;
    const models = new ScriptedModels(async (_, __, signal) => {
      await hang(signal).catch((error: unknown) => (reason = error));
      return 'late';
    });
    const Forget = makeBlock('Forget', ({ llm }: BlockContext) => {
      llm.chat({ messages: [] }).catch(() => undefined);
      return {};
    });
    const run = await runBlocks([Forget], { clock, models });
    await settle();
    expect(run.end.status).toBe('generated');
    expect(reason).toBeInstanceOf(Error);
    expect(clock.sleeping).toBe(0);
  });

  test('a setup that hangs fails the step after its own limit', async () => {
    const clock = new ManualClock();
    const Stuck = makeBlock('Stuck', () => ({}), { setup: () => new Promise(() => {}) });
    const running = runBlocks([Stuck], { clock, steps: steps('Stuck') });
    await clock.advance(600_000);
    expect((await running).end).toMatchObject({ reason: { code: 'setup_timeout' } });
    expect(clock.sleeping).toBe(0);
  });

  test('a setup that hangs can be cancelled', async () => {
    const stop = new AbortController();
    const Stuck = makeBlock('Stuck', () => ({}), { setup: () => new Promise(() => {}) });
    const running = runBlocks([Stuck], { signal: stop.signal });
    await settle();
    stop.abort(new Error('enough'));
    await expect(running).rejects.toThrow('enough');
  });
});

describe('runStep: logs', () => {
  const logging = (lines: number, message: string) =>
    makeBlock('Log', ({ log, attempt }: BlockContext) => {
      for (let i = 0; i < lines; i += 1) log.info(message);
      if (attempt === 1) throw new Error('again');
      return {};
    });
  const logsOf = async (lines: number, message: string) => {
    const clock = new ManualClock();
    const steps = [{ type: 'Log', retry: { attempts: 2, backoff_ms: 0 } }];
    const running = runBlocks([logging(lines, message)], { clock, steps });
    await clock.advance(0);
    return (await running).trace[0]?.logs ?? [];
  };

  test('are kept in the order they came, over all attempts', async () => {
    expect(await logsOf(1, 'hello')).toEqual([
      { level: 'info', message: 'hello' },
      { level: 'info', message: 'hello' },
    ]);
  });

  test('row 59: are cut at 64 KB per step, retries and empty lines included', async () => {
    const long = await logsOf(100, 'x'.repeat(1_000));
    const characters = long.reduce((sum, { message }) => sum + message.length, 0);
    expect(characters).toBeLessThanOrEqual(65 * 1024);
    expect(long.filter(({ message }) => message.includes('the log ends here'))).toHaveLength(1);
    expect((await logsOf(100_000, '')).length).toBeLessThan(10_000);
  });
});
