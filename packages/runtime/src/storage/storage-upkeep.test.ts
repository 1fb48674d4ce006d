import { ManualClock } from '@datagenflow/contracts/testing/clock';
import { afterEach, expect, test } from 'vitest';
import { StorageUpkeep, type StorageUpkeepParts } from './storage-upkeep.js';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const MB = 1024 ** 2;

/** A storage of which only what is done to it matters. */
class Looked {
  readonly clock = new ManualClock(DAY * 1_000);
  readonly pruned: unknown[] = [];
  readonly warnings: string[] = [];
  logBytes = 0;
  emptied = 0;
  isRunning = false;
  #upkeep: StorageUpkeep | undefined;

  start(retention: StorageUpkeepParts['config']['retention']): this {
    const { clock } = this;
    const maintenance: StorageUpkeepParts['storage']['maintenance'] = {
      pruneCalls: async (limits) => this.pruned.push(limits),
      measureLog: async () => this.logBytes,
      emptyLog: async () => {
        this.emptied += 1;
        this.logBytes = 0;
      },
    };
    const jobs = { active: async () => (this.isRunning ? ({} as never) : null) };
    const warn = (text: string) => this.warnings.push(text);
    const parts = { storage: { jobs, maintenance }, config: { retention }, clock, warn };
    this.#upkeep = new StorageUpkeep(parts);
    this.#upkeep.start();
    return this;
  }

  async stop(): Promise<void> {
    await this.#upkeep?.[Symbol.asyncDispose]();
  }
}

const NOTHING = { days: undefined, megabytes: undefined };
let looked = new Looked();
afterEach(async () => {
  await looked.stop();
  looked = new Looked();
});

test('row 59: what the settings keep no longer is removed at the start and every hour', async () => {
  const { clock, pruned } = looked.start({ days: 7, megabytes: 5 });
  await clock.advance(0);
  expect(pruned).toEqual([{ before: new Date(DAY * 993), maxBytes: 5 * MB }]);
  await clock.advance(59 * MINUTE);
  expect(pruned).toHaveLength(1);
  await clock.advance(DAY - 59 * MINUTE);
  expect(pruned).toHaveLength(25);
  expect(pruned.at(-1)).toEqual({ before: new Date(DAY * 994), maxBytes: 5 * MB });
});

test('row 59: one setting is enough, and 0 is one', async () => {
  const { clock, pruned } = looked.start({ days: undefined, megabytes: 0 });
  await clock.advance(0);
  expect(pruned).toEqual([{ maxBytes: 0 }]);
});

test('row 59: without settings nothing is removed', async () => {
  const { clock, pruned } = looked.start(NOTHING);
  await clock.advance(DAY);
  expect(pruned).toEqual([]);
});

test('row 56: the log is emptied when no job has run for a minute', async () => {
  looked.isRunning = true;
  looked.logBytes = MB;
  const { clock } = looked.start(NOTHING);
  await clock.advance(10 * MINUTE);
  expect(looked.emptied).toBe(0);
  looked.isRunning = false;
  await clock.advance(MINUTE);
  expect(looked.emptied).toBe(0);
  await clock.advance(MINUTE);
  expect(looked.emptied).toBe(1);
  await clock.advance(10 * MINUTE);
  expect(looked.emptied).toBe(1);
  expect(looked.warnings).toEqual([]);
});

test('row 56: a log above 256 MB is told of, once each time', async () => {
  looked.isRunning = true;
  looked.logBytes = 256 * MB;
  const { clock, warnings } = looked.start(NOTHING);
  await clock.advance(MINUTE);
  expect(warnings).toEqual([]);
  for (const times of [1, 2]) {
    looked.logBytes = 300 * MB;
    await clock.advance(10 * MINUTE);
    expect(warnings).toHaveLength(times);
    expect(warnings.at(-1)).toContain('takes 300 MB');
    looked.logBytes = MB;
    await clock.advance(MINUTE);
  }
});
