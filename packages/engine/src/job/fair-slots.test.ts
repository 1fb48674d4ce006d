import fc from 'fast-check';
import { settle } from '@datagenflow/contracts/testing/clock';
import { describe, expect, test } from 'vitest';
import { FairSlots, type ReleaseSlot } from './fair-slots.js';

const never = new AbortController().signal;

describe('FairSlots', () => {
  test('free slots go round-robin over the jobs that wait', async () => {
    const slots = new FairSlots(1);
    const order: number[] = [];
    let release = await slots.acquire(0, never);
    for (const job of [1, 1, 1, 2, 2, 3]) {
      void slots.acquire(job, never).then((next) => {
        order.push(job);
        release = next;
      });
    }
    await settle();
    for (let i = 0; i < 6; i += 1) {
      release();
      await settle();
    }
    expect(order).toEqual([1, 2, 3, 1, 2, 1]);
  });

  test('giving a slot back twice gives back one', async () => {
    const slots = new FairSlots(1);
    const release = await slots.acquire(1, never);
    release();
    release();
    await slots.acquire(1, never);
    let isSecond = false;
    void slots.acquire(1, never).then(() => (isSecond = true));
    await settle();
    expect(isSecond).toBe(false);
  });

  test('who is aborted while waiting takes no slot, in whatever order they are', async () => {
    const slots = new FairSlots(1);
    const release = await slots.acquire(1, never);
    const stops = [0, 1, 2].map(() => new AbortController());
    const waits = stops.map((stop) => slots.acquire(1, stop.signal));
    const last = slots.acquire(1, never);
    for (const stop of stops) stop.abort(new Error('enough'));
    expect((await Promise.allSettled(waits)).map(({ status }) => status)).toEqual([
      'rejected',
      'rejected',
      'rejected',
    ]);
    release();
    (await last)();
    await slots.acquire(2, never);
    await expect(slots.acquire(1, AbortSignal.abort(new Error('no')))).rejects.toThrow('no');
  });

  test('who needs all slots waits for those held, before those that come later, and gives way then', async () => {
    const slots = new FairSlots(2);
    const order: string[] = [];
    const held = await slots.acquire(1, never);
    const all = [1, 2].map(() => slots.acquireAll(never));
    for (const [i, whole] of all.entries()) void whole.then(() => order.push(`all ${i}`));
    const late = slots.acquire(2, never);
    void late.then(() => order.push('one'));
    await settle();
    expect(order).toEqual([]);
    held();
    await settle();
    expect(order).toEqual(['all 0']);
    (await all[0])?.();
    await settle();
    expect(order).toEqual(['all 0', 'one']);
    (await late)();
    await settle();
    expect(order).toEqual(['all 0', 'one', 'all 1']);
  });

  test('who gives up waiting for all slots lets the others go on', async () => {
    const slots = new FairSlots(2);
    await slots.acquire(1, never);
    const stop = new AbortController();
    const all = slots.acquireAll(stop.signal);
    const one = slots.acquire(2, never);
    stop.abort(new Error('enough'));
    await expect(all).rejects.toThrow('enough');
    await one;
  });

  test('never more are held than there are, nobody waits for ever, no slot is lost', async () => {
    const action = fc.record({
      job: fc.integer({ min: 1, max: 4 }),
      kind: fc.constantFrom('acquire', 'acquire', 'release', 'abort'),
      pick: fc.nat(),
    });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 5 }), fc.array(action), async (count, actions) => {
        const slots = new FairSlots(count);
        const held: ReleaseSlot[] = [];
        const waiting = new Set<AbortController>();
        for (const { job, kind, pick } of actions) {
          if (kind === 'acquire') {
            const stop = new AbortController();
            waiting.add(stop);
            slots.acquire(job, stop.signal).then(
              (release) => {
                waiting.delete(stop);
                held.push(release);
              },
              () => waiting.delete(stop),
            );
          }
          if (kind === 'release') held.splice(pick % Math.max(1, held.length), 1)[0]?.();
          if (kind === 'abort')
            [...waiting][pick % Math.max(1, waiting.size)]?.abort(new Error('x'));
          await settle();
          expect(held.length).toBeLessThanOrEqual(count);
          expect(waiting.size > 0 && held.length < count).toBe(false);
        }
        while (held.length > 0) {
          held.shift()?.();
          await settle();
        }
        expect(waiting.size).toBe(0);
        for (let i = 0; i < count; i += 1) await slots.acquire(9, never);
      }),
      { numRuns: 60 },
    );
  });
});
