import type { BlockContext } from '@datagenflow/block-sdk';
import type { JobStore, StoredCall } from '@datagenflow/contracts';
import { ManualClock, settle } from '@datagenflow/contracts/testing/clock';
import { describe, expect, test } from 'vitest';
import { MemoryJobStore } from '../memory/memory-job-store.js';
import { JobBench, numbered } from '../testing/job-bench.js';
import { makeBlock } from '../testing/make-block.js';
import { CALL_USAGE, hang, ScriptedModels } from '../testing/scripted-models.js';
import { wrapStore, type Before } from '../testing/wrap-store.js';

const say = (content: string) => ({ messages: [{ role: 'user' as const, content }] });

/** Two calls one after the other, then three equal ones at once. */
const Five = makeBlock('Five', async ({ llm, get }: BlockContext) => {
  const n = get('n', 0);
  const first = await llm.chat(say(`first of ${n}`));
  const second = await llm.chat(say(`second of ${n}`));
  const equal = await Promise.all([1, 2, 3].map(() => llm.chat(say(`equal of ${n}`))));
  return { texts: [first, second, ...equal].map(({ text }) => text) };
});

/** A store whose methods fail when `when` says so. */
function failing(when: (...call: Parameters<Before>) => boolean) {
  const memory = new MemoryJobStore(new ManualClock());
  let fails = true;
  const store = wrapStore(memory, (method, args) => {
    if (fails && when(method, args)) throw new Error('disk full');
  });
  return { memory, store, mend: () => void (fails = false) };
}

const writes = (args: readonly unknown[]) => args[1] as { kind: string }[];

describe('a runner that goes', () => {
  test('the next one goes on, and what was bought is replayed', async () => {
    let isOpen = false;
    const memory = new MemoryJobStore(new ManualClock());
    const answers = (prompt: string, sends: number, signal: AbortSignal) =>
      isOpen || !prompt.startsWith('equal') || sends % 3 !== 0
        ? `${prompt} #${sends}`
        : hang(signal);
    const models = new ScriptedModels(answers);
    let id: number;
    {
      await using bench = new JobBench([Five], { models, store: memory, owner: 'first' });
      id = await bench.create(numbered(4), { options: { concurrency: 2 } });
      bench.runner.run(id);
      await settle();
    }
    expect(await memory.getJob(id)).toMatchObject({ status: 'running' });
    expect((await memory.countExecutions(id)).running).toBeUndefined();
    const before = models.sent.length;
    const { usage } = await memory.getJob(id);
    const kept = usage.input_tokens / CALL_USAGE.input_tokens;
    expect(kept).toBeGreaterThan(4);
    isOpen = true;
    await using next = new JobBench([Five], { models, store: memory, owner: 'second' });
    await next.runner.start();
    const job = await next.runner.finished(id);
    expect(job).toMatchObject({ status: 'completed', records_generated: 4 });
    expect(models.sent.length - before).toBe(4 * 5 - kept);
    expect(job.usage.input_tokens).toBe(4 * 5 * CALL_USAGE.input_tokens);
    expect(job.saved_cost).toBeCloseTo(kept * 0.25);
    for (const outcome of memory.outcomes(id)) {
      expect(outcome.usage.input_tokens).toBe(5 * CALL_USAGE.input_tokens);
    }
    expect(next.records(id).every(({ texts }) => new Set(texts as string[]).size === 5)).toBe(true);
  });

  test('what a runner taken for dead writes late is refused', async () => {
    const memory = new MemoryJobStore(new ManualClock());
    const gate = Promise.withResolvers<void>();
    let runs = 0;
    const Wait = makeBlock('Wait', async () => {
      runs += 1;
      const run = runs;
      if (run === 1) await gate.promise;
      return { run };
    });
    await using old = new JobBench([Wait], { store: memory, owner: 'old' });
    const id = await old.create(numbered(1));
    old.runner.run(id);
    await settle();
    await using young = new JobBench([Wait], { store: memory, owner: 'young' });
    await young.runner.start();
    expect(await young.runner.finished(id)).toMatchObject({ status: 'completed' });
    gate.resolve();
    await old.runner.finished(id);
    expect(young.records(id)).toEqual([{ run: 2 }]);
    expect(await memory.getJob(id)).toMatchObject({ records_generated: 1, current_seed: 1 });
    expect(old.events.filter(({ type }) => type === 'execution:finished')).toEqual([]);
  });

  test('a pass that starts over within a step buys nothing twice', async () => {
    const models = new ScriptedModels((prompt, sends) => `${prompt} #${sends}`);
    const Again = {
      ...Five,
      open: async (config: object) => {
        const block = await Five.open(config as never);
        return {
          execute: async (...[input, connect, signal]: Parameters<typeof block.execute>) => {
            await block.execute(input, connect, signal);
            return block.execute(input, connect, signal);
          },
          finish: block.finish,
          [Symbol.asyncDispose]: () => block[Symbol.asyncDispose](),
        };
      },
    };
    await using bench = new JobBench([Again], { models });
    const job = await bench.run(numbered(1));
    expect(models.sent).toHaveLength(5);
    const [outcome] = bench.memory.outcomes(job.id);
    expect(outcome?.usage.input_tokens).toBe(5 * CALL_USAGE.input_tokens);
    expect(job.usage.input_tokens).toBe(5 * CALL_USAGE.input_tokens);
  });
});

describe('calls and memos of a job', () => {
  test('a retried step buys again, and its first attempt still counts', async () => {
    const clock = new ManualClock();
    const models = new ScriptedModels((_, sends) => `#${sends}`);
    const Flaky = makeBlock('Flaky', async ({ llm, attempt }) => {
      const { text } = await llm.chat(say('x'));
      if (attempt === 1) throw new Error('again');
      return { text };
    });
    await using bench = new JobBench([Flaky], { models, clock });
    const steps = [{ type: 'Flaky', retry: { attempts: 2, backoff_ms: 10 } }];
    const id = await bench.create(numbered(1), { steps });
    bench.runner.run(id);
    await clock.advance(1_000);
    expect(await bench.runner.finished(id)).toMatchObject({
      usage: { input_tokens: 200 },
      cost: 0.5,
    });
    expect(bench.records(id)).toEqual([{ text: '#2' }]);
    expect(bench.memory.outcomes(id)).toMatchObject([{ usage: { input_tokens: 200 }, cost: 0.5 }]);
  });

  test('an answer that was rejected is marked, whatever comes of its step', async () => {
    const models = new ScriptedModels((_, sends) => (sends === 1 ? 'not json' : '{"a":1}'));
    const Generate = makeBlock('Generate', async ({ llm }) => ({
      value: (await llm.generate({ ...say('x'), schema: { type: 'object' } })).value,
    }));
    const calls: StoredCall[] = [];
    const memory = new MemoryJobStore(new ManualClock());
    const marks: unknown[] = [];
    const store = wrapStore(memory, (method, args) => {
      if (method !== 'commit') return;
      for (const write of args[1] as Parameters<JobStore['commit']>[1]) {
        if (write.kind === 'call') calls.push(write.stored);
        if (write.kind === 'call_rejected') marks.push(write);
      }
    });
    await using bench = new JobBench([Generate], { models, store });
    expect((await bench.run(numbered(1))).status).toBe('completed');
    const [first] = calls;
    if (first === undefined) throw new Error('A call was bought');
    const { execution_id, step_id, attempt, request_hash, n } = first;
    expect(marks).toEqual([
      {
        kind: 'call_rejected',
        job_id: 1,
        key: { execution_id, step_id, attempt, request_hash, n },
        reason: 'not JSON',
      },
    ]);
  });

  test('a memo is computed once per job, and once for equal calls at the same time', async () => {
    let runs = 0;
    const Memo = makeBlock('Memo', async ({ memo }) => ({
      value: await memo('slow', { of: 'it' }, async () => {
        await settle();
        return (runs += 1);
      }),
    }));
    await using bench = new JobBench([Memo]);
    const job = await bench.run(numbered(40), { options: { concurrency: 8 } });
    expect(bench.records(job.id)).toEqual(numbered(40).map(() => ({ value: 1 })));
    expect(runs).toBe(1);
  });
});

describe('a store that fails', () => {
  const failed = { status: 'failed', error: 'Unexpected error: disk full', phase: null };

  test.each<[string, Parameters<typeof failing>[0]]>([
    [
      'on outcomes',
      (method, args) => method === 'commit' && writes(args).some(({ kind }) => kind === 'outcome'),
    ],
    [
      'on calls',
      (method, args) => method === 'commit' && writes(args).some(({ kind }) => kind === 'call'),
    ],
    ['on claims', (method) => method === 'claimExecutions'],
    ['on imports', (method) => method === 'importSeeds'],
    ['on counts', (method) => method === 'countExecutions'],
  ])('%s: the job has failed, nothing is held, and it can go on', async (_, when) => {
    const parts = failing(when);
    await using bench = new JobBench([Five], { store: parts.store });
    const id = await bench.create(numbered(3));
    bench.runner.run(id);
    expect(await bench.runner.finished(id)).toMatchObject(failed);
    parts.mend();
    expect((await parts.memory.countExecutions(id)).running).toBeUndefined();
    expect((await parts.memory.countExecutions(id)).failed).toBeUndefined();
    await bench.runner.resume(id);
    expect(await bench.runner.finished(id)).toMatchObject({
      status: 'completed',
      records_generated: 3,
      usage: { input_tokens: 1_500 },
    });
  });

  test('on memos: the job has failed, not the executions', async () => {
    const parts = failing((method) => method === 'readMemo');
    const Memo = makeBlock('Memo', async ({ memo }) => ({ value: await memo('m', 1, () => 1) }));
    await using bench = new JobBench([Memo], { store: parts.store });
    expect(await bench.run(numbered(3))).toMatchObject({ ...failed, records_failed: 0 });
  });

  test('on progress only: the job does not mind', async () => {
    let reports = 0;
    const parts = failing((method, args) => {
      const isReport = method === 'updateJob' && 'add_running_time' in (args[1] as object);
      return isReport && (reports += 1) === 1;
    });
    const clock = new ManualClock();
    const Slow = makeBlock('Slow', () => clock.sleep(300).then(() => ({})));
    await using bench = new JobBench([Slow], { store: parts.store, clock });
    const id = await bench.create(numbered(4), { options: { concurrency: 1 } });
    bench.runner.run(id);
    await clock.advance(2_000);
    expect(await bench.runner.finished(id)).toMatchObject({
      status: 'completed',
      running_time: 1.2,
    });
  });

  test('so that not even the failure can be stored: whoever waits is told, nobody else', async () => {
    const parts = failing((method) => ['claimExecutions', 'moveJob'].includes(method));
    await using bench = new JobBench([Five], { store: parts.store });
    const id = await bench.create(numbered(1));
    bench.runner.run(id);
    await expect(bench.runner.finished(id)).rejects.toThrow('disk full');
    parts.mend();
    bench.runner.run(id);
    expect((await bench.runner.finished(id)).status).toBe('completed');
  });

  test('what is in flight is aborted: nothing more is bought', async () => {
    const parts = failing(
      (method, args) => method === 'commit' && writes(args).some(({ kind }) => kind === 'outcome'),
    );
    const models = new ScriptedModels((prompt, _, signal) =>
      prompt === 'first of 0' || prompt !== 'first of 1' ? 'x' : hang(signal),
    );
    await using bench = new JobBench([Five], { store: parts.store, models });
    const id = await bench.create(numbered(2), { options: { concurrency: 2 } });
    bench.runner.run(id);
    expect(await bench.runner.finished(id)).toMatchObject(failed);
    expect(await parts.memory.countExecutions(id)).toEqual({ pending: 2 });
  });
});
