import { ManualClock, settle } from '@datagenflow/contracts/testing/clock';
import { expect, test } from 'vitest';
import { MemoryJobStore } from '../memory/memory-job-store.js';
import { JobBench, numbered } from '../testing/job-bench.js';
import { makeBlock } from '../testing/make-block.js';
import { CALL_USAGE } from '../testing/scripted-models.js';
import { wrapStore } from '../testing/wrap-store.js';
import { crowdOf } from './suspicion.js';

const Plan = makeBlock('Plan', (context) => ({ plan: context.get('n', 0) }));

/**
 * Runners over one store, each of which dies when an execution with this `n` runs there, or after
 * so many have.
 */
class Lives {
  readonly memory = new MemoryJobStore(new ManualClock());
  /** Executions that ran beside the one that killed its runner, death by death. */
  readonly crowds: number[] = [];
  readonly #poison: (n: number) => boolean;
  readonly #isBlamed: boolean;
  readonly #asksFirst: boolean;
  #count = 0;

  constructor(poison: (n: number) => boolean, isBlamed: boolean, asksFirst = false) {
    this.#poison = poison;
    this.#isBlamed = isBlamed;
    this.#asksFirst = asksFirst;
  }

  /** One runner, until all is done or it dies. */
  async live(create: (bench: JobBench) => Promise<void> = async () => {}): Promise<boolean> {
    const died = Promise.withResolvers<'died'>();
    const owner = `runner-${(this.#count += 1)}`;
    let isDead = false;
    let running = 0;
    const Work = makeBlock('Work', async (context) => {
      const n = context.get('n', 0);
      if (this.#asksFirst)
        await context.llm.chat({ messages: [{ role: 'user', content: `about ${n}` }] });
      running += 1;
      if (isDead || this.#poison(n)) {
        if (!isDead) this.crowds.push(running);
        isDead = true;
        died.resolve('died');
        await new Promise(() => undefined);
      }
      await settle();
      running -= 1;
      return { done: n };
    });
    const store = wrapStore(this.memory, () => {
      if (isDead) return new Promise(() => undefined);
    });
    const bench = new JobBench([Plan, Work], { store, owner });
    await create(bench);
    await this.memory.releaseAbandoned(owner, this.#isBlamed);
    await bench.runner.start();
    const jobs = await this.memory.listJobs(['pending', 'running']);
    const ended = Promise.all(jobs.map(({ id }) => bench.runner.finished(id)));
    return (await Promise.race([ended, died.promise])) === 'died';
  }
}

test('row 55: item 17 of 100 kills each runner that runs it: it alone is failed, soon', async () => {
  const lives = new Lives((n) => n === 16, true);
  let id = 0;
  let deaths = 0;
  const create = async (bench: JobBench): Promise<void> => {
    if (deaths === 0) id = await bench.create(numbered(100), { options: { concurrency: 32 } });
  };
  while (await lives.live(create)) deaths += 1;
  expect(deaths).toBe(5);
  expect(await lives.memory.getJob(id)).toMatchObject({
    status: 'completed',
    records_generated: 99,
    records_failed: 1,
    current_seed: 100,
  });
  const [failed] = lives.memory.outcomes(id).filter(({ status }) => status === 'failed');
  expect(failed).toMatchObject({ reason: { code: 'host_crashed' }, step_id: 'Work-1' });
  for (const [kills, crowd] of lives.crowds.entries()) {
    expect(crowd).toBeLessThanOrEqual(crowdOf(kills));
  }
});

test('an execution that killed its runners tells its step, what came before and what it cost', async () => {
  const lives = new Lives((n) => n === 2, true, true);
  let id = 0;
  const create = async (bench: JobBench): Promise<void> => {
    if (id === 0) id = await bench.create(numbered(4));
  };
  while (await lives.live(create));
  const [failed] = lives.memory.outcomes(id).filter(({ status }) => status === 'failed');
  const reason = { code: 'host_crashed', detail: { kills: 5 } };
  expect(failed).toMatchObject({
    status: 'failed',
    reason,
    step_id: 'Work-1',
    trace: [
      { step_id: 'Plan-1', block_type: 'Plan', status: 'ok', output: { plan: 2 }, attempts: 1 },
      { step_id: 'Work-1', block_type: 'Work', status: 'failed', output: null, error: reason },
    ],
    usage: CALL_USAGE,
    cost: 0.25,
  });
  expect(failed?.trace[1]).toMatchObject({ usage: CALL_USAGE, cost: 0.25, attempts: 1 });
  expect(await lives.memory.getJob(id)).toMatchObject({ cost: 1, records_generated: 3 });
});

test('row 55: thirty runners killed from outside: none of what they held is failed or suspected', async () => {
  let left = 0;
  const lives = new Lives(() => (left -= 1) < 0, false);
  let id = 0;
  for (let kill = 0; kill < 30; kill += 1) {
    left = kill % 7;
    const isDead = await lives.live(async (bench) => {
      if (kill === 0) id = await bench.create(numbered(200), { options: { concurrency: 8 } });
    });
    expect(isDead).toBe(true);
  }
  expect(await lives.memory.listKills(id)).toEqual([]);
  left = Infinity;
  await lives.live();
  expect(await lives.memory.getJob(id)).toMatchObject({
    status: 'completed',
    records_generated: 200,
    records_failed: 0,
  });
});

test('row 55: two jobs, each with one that kills: both are found, both jobs completed', async () => {
  const lives = new Lives((n) => n === 3, true);
  const ids: number[] = [];
  const create = async (bench: JobBench): Promise<void> => {
    while (ids.length < 2) ids.push(await bench.create(numbered(40)));
  };
  while (await lives.live(create));
  for (const id of ids) {
    expect(await lives.memory.getJob(id)).toMatchObject({
      status: 'completed',
      records_generated: 39,
      records_failed: 1,
    });
  }
});

test('an execution that failed so runs like any other when it is retried', async () => {
  let isPoison = true;
  const lives = new Lives((n) => isPoison && n === 1, true);
  let id = 0;
  let isMade = false;
  const create = async (bench: JobBench): Promise<void> => {
    if (!isMade) id = await bench.create(numbered(3));
    isMade = true;
  };
  while (await lives.live(create));
  expect(await lives.memory.getJob(id)).toMatchObject({ records_failed: 1 });
  isPoison = false;
  await lives.memory.retryFailed(id, ['completed'], {
    steps: [
      { id: 'Plan-1', attempts: 1 },
      { id: 'Work-1', attempts: 1 },
    ],
  });
  expect(await lives.memory.listKills(id)).toEqual([]);
  await lives.live();
  expect(await lives.memory.getJob(id)).toMatchObject({ records_generated: 3, records_failed: 0 });
});
