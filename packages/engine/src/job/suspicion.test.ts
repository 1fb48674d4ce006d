import { ManualClock, settle } from '@datagenflow/contracts/testing/clock';
import { expect, test } from 'vitest';
import { MemoryJobStore } from '../memory/memory-job-store.js';
import { JobBench, numbered } from '../testing/job-bench.js';
import { makeBlock } from '../testing/make-block.js';
import { makeJobBlock } from '../testing/make-job-block.js';
import { CALL_USAGE } from '../testing/scripted-models.js';
import { wrapStore } from '../testing/wrap-store.js';
import { crowdOf } from './suspicion.js';

const Plan = makeBlock('Plan', (context) => ({ plan: context.get('n', 0) }));

/** What kills a runner, and who is told. */
interface Fate {
  /** Whether an execution with this `n` does. */
  poison: (n: number) => boolean;
  /** Whether its death is held against what it ran. */
  isBlamed?: boolean;
  /** Whether each execution asks a model before that. */
  asksFirst?: boolean;
  /** Whether the job-wide step does; absent: there is no such step. */
  finishKills?: () => boolean;
}

/**
 * Runners over one store, each of which dies when an execution with this `n` runs there, or after
 * so many have.
 */
class Lives {
  readonly memory = new MemoryJobStore(new ManualClock());
  /** Executions that ran when a runner died, death by death. */
  readonly crowds: number[] = [];
  readonly #fate: Fate;
  #count = 0;

  constructor(fate: Fate) {
    this.#fate = fate;
  }

  /** One runner, until all is done or it dies. */
  async live(create: (bench: JobBench) => Promise<void> = async () => {}): Promise<boolean> {
    const { poison, isBlamed = true, asksFirst = false, finishKills } = this.#fate;
    const { crowds } = this;
    const died = Promise.withResolvers<'died'>();
    const owner = `runner-${(this.#count += 1)}`;
    let isDead = false;
    let running = 0;
    const die = async (): Promise<void> => {
      isDead = true;
      died.resolve('died');
      await new Promise(() => undefined);
    };
    const Work = makeBlock('Work', async (context) => {
      const n = context.get('n', 0);
      if (asksFirst) await context.llm.chat({ messages: [{ role: 'user', content: `${n}` }] });
      running += 1;
      if (isDead || poison(n)) {
        if (!isDead) crowds.push(running);
        await die();
      }
      await settle();
      running -= 1;
      return { done: n };
    });
    const Rank = makeJobBlock('Rank', async function* (records) {
      for await (const { record_id } of records) {
        if (isDead || finishKills?.() === true) {
          if (!isDead) crowds.push(running);
          await die();
        }
        yield { record_id, fields: { rank: 1 } };
      }
    });
    const blocks = [Plan, Work, ...(finishKills === undefined ? [] : [Rank])];
    const store = wrapStore(this.memory, () => {
      if (isDead) return new Promise(() => undefined);
    });
    const bench = new JobBench(blocks, { store, owner });
    await create(bench);
    await this.memory.releaseAbandoned(owner, isBlamed);
    await bench.runner.start();
    const jobs = await this.memory.listJobs(['pending', 'running']);
    const ended = Promise.all(jobs.map(({ id }) => bench.runner.finished(id)));
    return (await Promise.race([ended, died.promise])) === 'died';
  }
}

test('row 55: item 17 of 100 kills each runner that runs it: it alone is failed, soon', async () => {
  const lives = new Lives({ poison: (n) => n === 16 });
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
  const lives = new Lives({ poison: (n) => n === 2, asksFirst: true });
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
  const lives = new Lives({ poison: () => (left -= 1) < 0, isBlamed: false });
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
  const lives = new Lives({ poison: (n) => n === 3 });
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
  const lives = new Lives({ poison: (n) => isPoison && n === 1 });
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

test('a job-wide step that kills each runner fails its job, and no other, until it is resumed', async () => {
  let isPoison = true;
  const lives = new Lives({ poison: () => false, finishKills: () => isPoison });
  const ids: number[] = [];
  let deaths = 0;
  const create = async (bench: JobBench): Promise<void> => {
    if (ids.length > 0) return;
    ids.push(await bench.create(numbered(3)));
    ids.push(await bench.create(numbered(300), { steps: [{ type: 'Plan' }, { type: 'Work' }] }));
  };
  while (await lives.live(create)) deaths += 1;
  const [killing = 0, innocent = 0] = ids;
  expect(deaths).toBe(3);
  expect(lives.crowds.slice(1)).toEqual([0, 0]);
  expect(await lives.memory.getJob(killing)).toMatchObject({
    status: 'failed',
    error:
      "The process of the job runner died each time the step 'Rank-1' (Rank) ran, 3 times. Resume the job to try it again.",
    records_generated: 3,
    finish_kills: {},
    finishing_step: null,
  });
  expect(await lives.memory.getJob(innocent)).toMatchObject({
    status: 'completed',
    records_generated: 300,
    records_failed: 0,
  });
  isPoison = false;
  await lives.memory.moveJob(killing, ['failed'], 'running', { error: '' });
  expect(await lives.live()).toBe(false);
  expect(await lives.memory.getJob(killing)).toMatchObject({ status: 'completed', error: '' });
});
