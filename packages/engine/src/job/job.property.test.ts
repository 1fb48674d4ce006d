import type { BlockContext } from '@datagenflow/block-sdk';
import { ConflictError, type JsonObject, type Outcome, type Step } from '@datagenflow/contracts';
import fc from 'fast-check';
import { ManualClock } from '@datagenflow/contracts/testing/clock';
import { expect, test } from 'vitest';
import { JobBench } from '../testing/job-bench.js';
import { makeBlock } from '../testing/make-block.js';
import { ScriptedModels } from '../testing/scripted-models.js';
import { MemoryJobStore } from '../memory/memory-job-store.js';
import { wrapStore } from '../testing/wrap-store.js';

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

async function turns(count: number): Promise<void> {
  for (let left = count; left > 0; left -= 1) await turn();
}

/** Blocks that read what is there, draw, ask, drop, throw and branch, and take their time. */
function blocksOf(pauses: () => number) {
  const slowly =
    (execute: (context: BlockContext, name: string) => unknown) =>
    async (context: BlockContext) => {
      await turns(pauses());
      return execute(context, context.stepId);
    };
  const sum = (context: BlockContext) =>
    Object.values(context.state).reduce<number>((all, value) => all + Number(value), 0);
  return [
    makeBlock(
      'Map',
      slowly((context, name) => ({ [name]: sum(context) + context.random.int(0, 9) })),
    ),
    makeBlock(
      'Overwrite',
      slowly((context) => ({ n: context.random.int(0, 9) })),
    ),
    makeBlock(
      'Ask',
      slowly(async (context, name) => {
        const content = `${sum(context)}`;
        const { text } = await context.llm.chat({ messages: [{ role: 'user', content }] });
        return { [name]: text.length };
      }),
    ),
    makeBlock(
      'Filter',
      slowly((context) => {
        if (context.random.next() < 0.2) context.drop('bad luck');
        return {};
      }),
    ),
    makeBlock(
      'Fail',
      slowly((context) => {
        if (context.random.next() < 0.2) throw new Error('worse luck');
        return {};
      }),
    ),
    makeBlock(
      'Split',
      slowly((context, name) =>
        Array.from({ length: context.random.int(0, 3) }, (_, i) => ({ [name]: i })),
      ),
      { is_multiplier: true },
    ),
  ];
}

/** What an outcome is, apart from times, ids and the order in which it came. */
function essence({ trace, ...outcome }: Outcome): unknown {
  const reason = 'reason' in outcome ? outcome.reason.message : undefined;
  const steps = trace.map((entry) => ({ ...entry, execution_time: 0 }));
  return { ...outcome, execution_id: 0, reason, steps };
}

const step = fc.record({
  type: fc.constantFrom('Map', 'Overwrite', 'Ask', 'Filter', 'Fail', 'Split'),
  when: fc.option(fc.constantFrom('gt n 4', 'not n', 'missing'), { nil: undefined, freq: 4 }),
});

const pipeline = fc
  .array(step, { minLength: 1, maxLength: 5 })
  .filter((steps) => steps.filter(({ type }) => type === 'Split').length <= 3)
  .map((steps) => steps.map(({ type, when }): Step => ({ type, ...(when ? { when } : {}) })));

/** Pauses a job so many times at the most, and lets it go on soon after, with another concurrency. */
async function disturb({ runner }: JobBench, id: number, times: number, pauses: () => number) {
  for (let left = times; left > 0; left -= 1) {
    await turns(10 * pauses());
    try {
      await runner.pause(id);
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
      continue;
    }
    await turns(pauses());
    await runner.resume(id, { concurrency: 1 + pauses() });
  }
}

async function outcomesOf(
  steps: Step[],
  seeds: JsonObject[],
  concurrency: number,
  pauses: () => number,
  disturbances = 0,
): Promise<unknown> {
  const memory = new MemoryJobStore(new ManualClock());
  const store = wrapStore(memory, () => turns(pauses()));
  const models = new ScriptedModels(async (prompt) => {
    await turns(pauses());
    return 'x'.repeat(Number(prompt) % 7);
  });
  await using bench = new JobBench(blocksOf(pauses), { store, models });
  const id = await bench.create(seeds, { steps, options: { concurrency } });
  bench.runner.run(id);
  await disturb(bench, id, disturbances, pauses);
  const job = await bench.runner.finished(id);
  expect(await memory.countExecutions(job.id)).not.toHaveProperty('running');
  expect(job.current_seed).toBe(job.total_seeds);
  const { records_generated, records_failed, records_filtered, usage, cost } = job;
  const counters = { records_generated, records_failed, records_filtered, usage, cost };
  return { status: job.status, counters, outcomes: memory.outcomes(job.id).map(essence) };
}

test('what a job gives does not depend on concurrency or on how long anything takes', async () => {
  await fc.assert(
    fc.asyncProperty(
      pipeline,
      fc.array(fc.record({ n: fc.nat(9) }), { minLength: 1, maxLength: 8 }),
      fc.infiniteStream(fc.nat(3)),
      async (steps, seeds, pauses) => {
        const expected = await outcomesOf(steps, seeds, 1, () => 0);
        for (const concurrency of [1, 7, 64]) {
          const pause = () => pauses.next().value as number;
          expect(await outcomesOf(steps, seeds, concurrency, pause)).toEqual(expected);
        }
      },
    ),
    { numRuns: 25 },
  );
}, 60_000);

test('what a job gives does not depend on when it is paused and goes on', async () => {
  await fc.assert(
    fc.asyncProperty(
      pipeline,
      fc.array(fc.record({ n: fc.nat(9) }), { minLength: 1, maxLength: 8 }),
      fc.infiniteStream(fc.nat(3)),
      fc.integer({ min: 1, max: 8 }),
      async (steps, seeds, pauses, times) => {
        const expected = await outcomesOf(steps, seeds, 1, () => 0);
        const pause = () => pauses.next().value as number;
        expect(await outcomesOf(steps, seeds, 3, pause, times)).toEqual(expected);
      },
    ),
    { numRuns: 25 },
  );
}, 60_000);
