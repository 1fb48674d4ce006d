import type { JobWrite } from '@datagenflow/contracts';
import fc from 'fast-check';
import { ManualClock } from '@datagenflow/contracts/testing/clock';
import { describe, expect, test } from 'vitest';
import { MemoryJobStore } from '../memory/memory-job-store.js';
import { wrapStore } from '../testing/wrap-store.js';
import { BatchWriter } from './batch-writer.js';

const memo = (n: number): JobWrite => ({ kind: 'memo', job_id: 1, key: `${n}`, value: n });
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A writer, and the batches that were committed; commits whose number `fails` says fail. */
function writerOf(fails: (commit: number) => boolean = () => false, turns: () => number = () => 0) {
  const clock = new ManualClock();
  const batches: number[][] = [];
  let commits = 0;
  let isCommitting = false;
  const store = wrapStore(new MemoryJobStore(clock), async (method, [, writes]) => {
    if (method !== 'commit') return;
    expect(isCommitting).toBe(false);
    isCommitting = true;
    for (let i = turns(); i > 0; i -= 1) await turn();
    isCommitting = false;
    commits += 1;
    if (fails(commits)) throw new Error('disk full');
    batches.push(
      (writes as JobWrite[]).map((write) => (write.kind === 'memo' ? Number(write.key) : -1)),
    );
  });
  return { writer: new BatchWriter(store, 'runner-1', clock), batches };
}

describe('BatchWriter', () => {
  test('what comes together is stored together, at most 500 at a time', async () => {
    const { writer, batches } = writerOf();
    const writes = Array.from({ length: 1_100 }, (_, n) => writer.write(memo(n)));
    expect(await Promise.all(writes)).toEqual(writes.map(() => true));
    expect(batches.map(({ length }) => length)).toEqual([500, 500, 100]);
  });

  test('an outcome that came too late is answered with false', async () => {
    const { writer } = writerOf();
    const late = {
      status: 'filtered' as const,
      execution_id: 99,
      job_id: 1,
      trace: [],
      usage: { input_tokens: 0, output_tokens: 0, cached_tokens: 0 },
      cost: 0,
      saved_cost: 0,
      reason: { code: 'dropped', message: '' },
      step_id: 's',
    };
    const answers = [writer.write({ kind: 'outcome', outcome: late }), writer.write(memo(1))];
    expect(await Promise.all(answers)).toEqual([false, true]);
  });

  test('draining waits for what came before, whatever becomes of it', async () => {
    const { writer, batches } = writerOf(
      (commit) => commit === 2,
      () => 3,
    );
    await writer.drain();
    void writer.write(memo(1)).then(() => {
      writer.write(memo(2)).catch(() => undefined);
    });
    await writer.drain();
    expect(batches).toEqual([[1]]);
    await writer.drain();
    void writer.write(memo(3));
    await writer.drain();
    expect(batches).toEqual([[1], [3]]);
  });

  test('draining does not wait for what comes meanwhile', async () => {
    const { writer, batches } = writerOf(
      () => false,
      () => 3,
    );
    let isDrained = false;
    const writeOn = async (n: number): Promise<void> => {
      const isStored = writer.write(memo(n));
      for (let i = 0; i < 2; i += 1) await turn();
      if (!isDrained && n < 100) void writeOn(n + 1);
      await isStored;
    };
    void writeOn(0);
    await writer.drain();
    isDrained = true;
    expect(batches.flat().length).toBeLessThan(10);
  });

  test('everything is stored exactly once and in order; a failing commit rejects only its batch', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(3), { minLength: 1, maxLength: 60 }),
        fc.infiniteStream(fc.nat(4)),
        fc.infiniteStream(fc.integer({ min: 1, max: 4 })),
        async (pauses, turns, failures) => {
          const { writer, batches } = writerOf(
            () => failures.next().value === 1,
            () => turns.next().value as number,
          );
          const answers: Promise<boolean>[] = [];
          for (const [n, pause] of pauses.entries()) {
            for (let i = 0; i < pause; i += 1) await turn();
            const answer = writer.write(memo(n));
            answer.catch(() => undefined);
            answers.push(answer);
          }
          const settled = await Promise.allSettled(answers);
          const stored = settled.flatMap(({ status }, n) => (status === 'fulfilled' ? [n] : []));
          expect(batches.flat()).toEqual(stored);
        },
      ),
      { numRuns: 60 },
    );
  });
});
