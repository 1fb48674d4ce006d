import type { Constraints, JobOptions, Step } from '@datagenflow/contracts';
import fc from 'fast-check';
import { ManualClock } from '@datagenflow/contracts/testing/clock';
import { describe, expect, test } from 'vitest';
import { MemoryJobStore } from '../memory/memory-job-store.js';
import { JobBench, numbered } from '../testing/job-bench.js';
import { makeBlock } from '../testing/make-block.js';
import { makeJobBlock } from '../testing/make-job-block.js';
import { ScriptedModels } from '../testing/scripted-models.js';
import { wrapStore } from '../testing/wrap-store.js';

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

const Roll = makeBlock('Roll', ({ random }) => ({ roll: random.int(0, 9) }));
const Odd = makeBlock('Odd', (context) => {
  if (context.get('roll', 0) % 2 === 0) context.drop('even');
  return {};
});
const Split = makeBlock(
  'Split',
  ({ random }) => Array.from({ length: random.int(0, 12) }, (_, part) => ({ part })),
  { is_multiplier: true },
);
const Ask = makeBlock('Ask', async ({ llm, state }) => {
  const content = JSON.stringify(state);
  return { text: (await llm.chat({ messages: [{ role: 'user', content }] })).text };
});
/** Keeps the first of equal rolls within ten records. */
const Unique = makeJobBlock('Unique', async function* (records) {
  const seen: unknown[] = [];
  for await (const { record_id, fields } of records) {
    if (seen.slice(-4).includes(fields.roll)) yield { record_id, drop: 'seen' };
    else seen.push(fields.roll);
  }
});
const blocks = [Roll, Odd, Split, Ask, Unique];

function bench(pauses: () => number = () => 0): JobBench {
  const rest = async () => {
    for (let left = pauses(); left > 0; left -= 1) await turn();
  };
  const memory = new MemoryJobStore(new ManualClock());
  const models = new ScriptedModels(async (prompt) => {
    await rest();
    return prompt;
  });
  return new JobBench(blocks, { store: wrapStore(memory, rest), models });
}

const stepsOf = (...types: string[]): Step[] => types.map((type) => ({ type }));

async function keptOf(
  steps: Step[],
  seeds: number,
  options: JobOptions,
  pauses?: () => number,
): Promise<unknown> {
  await using subject = bench(pauses);
  const job = await subject.run(numbered(seeds), { steps, options });
  const kept = [];
  const range = { steps: [] };
  for await (const page of subject.store.readRecords(job.id, range)) {
    kept.push(...page.map((record) => ({ ...record, record_id: 0 })));
  }
  expect(job.records_generated).toBe(kept.length);
  expect(job.current_seed).toBe(job.total_seeds);
  return { status: job.status, kept };
}

describe('exactly N', () => {
  test('seeds take turns until there are N; repetitions do not matter', async () => {
    await using subject = bench();
    const job = await subject.run(numbered(3), {
      steps: stepsOf('Roll'),
      options: { target_records: 8, concurrency: 4 },
    });
    expect(job).toMatchObject({
      status: 'completed',
      progress: 1,
      records_generated: 8,
      records_failed: 0,
    });
    const places = [];
    for await (const page of subject.store.readRecords(job.id, { steps: [] })) {
      places.push(...page.map(({ seed_index, repetition }) => `${repetition}/${seed_index}`));
    }
    expect(places.toSorted()).toEqual(['0/0', '0/1', '0/2', '1/0', '1/1', '1/2', '2/0', '2/1']);
  });

  test('no more runs beside each other than it takes', async () => {
    await using subject = bench();
    const job = await subject.run(numbered(3), {
      steps: stepsOf('Roll'),
      options: { target_records: 2, concurrency: 64 },
    });
    expect(job.current_seed).toBe(2);
  });

  test('what passes beyond N is filtered as surplus', async () => {
    await using subject = bench();
    const steps = stepsOf('Roll', 'Split', 'Roll');
    const job = await subject.run(numbered(4), {
      steps,
      options: { target_records: 5, concurrency: 64 },
    });
    const surplus = await subject.store.countExecutions(job.id);
    expect(surplus.generated).toBe(5);
    expect(surplus.pending).toBeUndefined();
    expect(job.records_filtered).toBe(job.current_seed - 5);
  });

  test('max_executions ends it with what is missing', async () => {
    await using subject = bench();
    const job = await subject.run(numbered(3), {
      steps: stepsOf('Roll', 'Odd'),
      options: { target_records: 100, max_executions: 20 },
    });
    expect(job.status).toBe('stopped');
    expect(job.current_seed).toBe(20);
    expect(job.error).toContain(`${100 - job.records_generated} more records were needed`);
    await subject.runner.resume(job.id, { max_executions: 1_000 });
    expect(await subject.runner.finished(job.id)).toMatchObject({
      status: 'completed',
      records_generated: 100,
    });
  });

  test('without max_executions ten per record are tried', async () => {
    await using subject = bench();
    const Never = makeBlock('Never', (context) => context.drop('always'));
    await using nothing = new JobBench([Never]);
    const job = await nothing.run(numbered(3), { options: { target_records: 5 } });
    expect(job).toMatchObject({ status: 'stopped', current_seed: 50, records_generated: 0 });
    expect(subject.events).toEqual([]);
  });

  test('with N records there is nothing to retry, and what failed stays as it is', async () => {
    let isBroken = true;
    const Pick = makeBlock('Pick', ({ state }) => {
      if (isBroken && state.n === 0) throw new Error('not this one');
      return {};
    });
    await using subject = new JobBench([Pick]);
    const options = { target_records: 3, concurrency: 1 };
    const job = await subject.run(numbered(4), { options });
    expect(job).toMatchObject({ status: 'completed', records_generated: 3, records_failed: 1 });
    isBroken = false;
    await expect(subject.runner.retryFailed(job.id)).rejects.toMatchObject({
      code: 'nothing_to_retry',
      message: `Job ${job.id} has the 3 records it was to have.`,
    });
    expect(await subject.store.getJob(job.id)).toMatchObject({
      status: 'completed',
      records_failed: 1,
    });
  });

  test('what was reviewed stays beyond N, with a warning', async () => {
    const memory = new MemoryJobStore(new ManualClock());
    const store = {
      ...wrapStore(memory, () => undefined),
      dropSurplus: async () => ({ dropped: 0, reviewed: 2 }),
    };
    await using subject = new JobBench(blocks, { store });
    const job = await subject.run(numbered(3), {
      steps: stepsOf('Roll'),
      options: { target_records: 2 },
    });
    expect(job).toMatchObject({ status: 'completed' });
    expect(job.warnings).toEqual([
      '2 records beyond the 2 wanted were edited, decided or deleted before the job ended: left as they are',
    ]);
  });

  test('when a job-wide step drops some, more are made', async () => {
    await using subject = bench();
    const job = await subject.run(numbered(3), {
      steps: stepsOf('Roll', 'Unique'),
      options: { target_records: 40, concurrency: 8 },
    });
    expect(job).toMatchObject({ status: 'completed', records_generated: 40 });
    expect(job.records_filtered).toBeGreaterThan(0);
  });

  test.each<[Constraints, number]>([
    [{ max_total_tokens: 500 }, 3],
    [{ max_total_cost: 0.6 }, 3],
    [{ max_total_cost: 0 }, 0],
  ])(
    '%j stops it after %i executions, however many rounds they take',
    async (constraints, most) => {
      await using subject = bench();
      const options = { target_records: 20, concurrency: 1, constraints };
      const job = await subject.run(numbered(1), { steps: stepsOf('Roll', 'Ask'), options });
      expect(job).toMatchObject({
        status: 'stopped',
        error: `Constraint exceeded: ${Object.keys(constraints).join('')}`,
        records_generated: most,
        usage: { input_tokens: 100 * most, output_tokens: 70 * most },
      });
    },
  );

  test('what job-wide steps bought counts when more records are made', async () => {
    const Half = makeJobBlock('Half', async function* (records, { llm }) {
      for await (const { record_id } of records) {
        await llm.chat({ messages: [{ role: 'user', content: `${record_id}` }] });
        if (record_id % 2 === 0) yield { record_id, drop: 'even' };
      }
    });
    await using subject = new JobBench([Roll, Half]);
    const job = await subject.run(numbered(1), {
      options: { target_records: 20, concurrency: 1, constraints: { max_total_tokens: 170 * 22 } },
    });
    expect(job).toMatchObject({ status: 'stopped', cost: 22 * 0.25 });
  });

  test('the time of all rounds counts', async () => {
    const clock = new ManualClock();
    const Slow = makeBlock('Slow', () => clock.sleep(2_000).then(() => ({})));
    await using subject = new JobBench([Slow], { clock });
    const constraints = { max_total_execution_time: 5 };
    const options = { target_records: 20, concurrency: 1, constraints };
    const id = await subject.create(numbered(1), { options });
    subject.runner.run(id);
    await clock.advance(60_000);
    expect(await subject.runner.finished(id)).toMatchObject({
      status: 'stopped',
      error: 'Constraint exceeded: max_total_execution_time',
      records_generated: 3,
    });
  });

  test('the same records are kept at any concurrency, however long anything takes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(
          stepsOf('Roll', 'Odd', 'Ask'),
          stepsOf('Roll', 'Split', 'Ask'),
          stepsOf('Split', 'Roll', 'Odd', 'Unique'),
          stepsOf('Split', 'Split', 'Roll', 'Unique'),
        ),
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 1, max: 7 }),
        fc.infiniteStream(fc.nat(3)),
        async (steps, target, seeds, pauses) => {
          const options = { target_records: target, max_executions: 100_000 };
          const expected = await keptOf(steps, seeds, { ...options, concurrency: 1 });
          for (const concurrency of [7, 64]) {
            const pause = () => pauses.next().value as number;
            const kept = await keptOf(steps, seeds, { ...options, concurrency }, pause);
            expect(kept).toEqual(expected);
          }
        },
      ),
      { numRuns: 25 },
    );
  }, 60_000);
});
