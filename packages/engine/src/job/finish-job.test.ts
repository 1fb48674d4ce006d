import { ManualClock, settle } from '@datagenflow/contracts/testing/clock';
import { describe, expect, test } from 'vitest';
import { MemoryJobStore } from '../memory/memory-job-store.js';
import { JobBench, numbered } from '../testing/job-bench.js';
import { makeBlock } from '../testing/make-block.js';
import { makeJobBlock } from '../testing/make-job-block.js';
import { CALL_USAGE, hang, ScriptedModels } from '../testing/scripted-models.js';
import { wrapStore } from '../testing/wrap-store.js';

const Write = makeBlock('Write', ({ state }) => ({ text: `text ${Number(state.n) % 3}` }));

/** Keeps the first record of each text. */
const Unique = makeJobBlock('Unique', async function* (records) {
  const seen = new Set<unknown>();
  for await (const { record_id, fields } of records) {
    if (seen.has(fields.text)) yield { record_id, drop: 'seen before' };
    seen.add(fields.text);
  }
});

/** Asks a model about every record. */
const Rate = makeJobBlock('Rate', async function* (records, { llm }) {
  for await (const { record_id, fields } of records) {
    const content = JSON.stringify(fields.text);
    const { text } = await llm.chat({ messages: [{ role: 'user', content }] });
    yield { record_id, fields: { rating: text } };
  }
});

describe('job-wide steps', () => {
  test('run over all records when all executions have ended, in order, one after the other', async () => {
    const read: unknown[] = [];
    const Count = makeJobBlock('Count', async function* (records, { jobId, stepId }) {
      let rank = 0;
      for await (const { record_id, seed_index, metadata, fields } of records) {
        read.push([seed_index, metadata, fields]);
        yield { record_id, fields: { rank: rank++, by: `${jobId}/${stepId}` } };
      }
    });
    await using bench = new JobBench([Write, Unique, Count]);
    const steps = [
      { type: 'Write' },
      { type: 'Unique' },
      { type: 'Count', outputs: { rank: 'place' } },
    ];
    const job = await bench.run(numbered(5), { steps });
    expect(job).toMatchObject({
      status: 'completed',
      phase: null,
      progress: 1,
      total_seeds: 5,
      current_seed: 5,
      records_generated: 3,
      records_filtered: 2,
    });
    expect(read).toEqual([0, 1, 2].map((n) => [n, { n }, { text: `text ${n}` }]));
    expect(bench.records(job.id)).toEqual(
      [0, 1, 2].map((place) => ({ text: `text ${place}`, place, by: `${job.id}/Count-1` })),
    );
    const [first, , , fourth] = bench.memory.outcomes(job.id);
    expect(first?.trace.at(-1)).toMatchObject({ step_id: 'Count-1', status: 'ok' });
    expect(fourth).toMatchObject({
      status: 'filtered',
      reason: { code: 'dropped', message: 'seen before' },
      step_id: 'Unique-1',
    });
    const told = bench.events.flatMap((event) =>
      event.type === 'job:progress' ? [event.job.current_step] : [],
    );
    expect(told).toContain('finishing');
  });

  test('a condition selects the records', async () => {
    await using bench = new JobBench([Write, Rate]);
    const steps = [{ type: 'Write' }, { type: 'Rate', when: 'gt n 2' }];
    const job = await bench.run(numbered(4), { steps });
    expect(bench.records(job.id).map((fields) => 'rating' in fields)).toEqual([
      false,
      false,
      false,
      true,
    ]);
  });

  test('what their calls cost counts for the job', async () => {
    await using bench = new JobBench([Write, Rate]);
    const job = await bench.run(numbered(4));
    expect(job.usage.input_tokens).toBe(4 * CALL_USAGE.input_tokens);
    expect(job.cost).toBe(1);
  });

  test('what calls of another job spared them counts, once', async () => {
    await using bench = new JobBench([Write, Rate]);
    await bench.run(numbered(4));
    const options = { reuse: true };
    const job = await bench.run(numbered(4), { options });
    expect(job).toMatchObject({ cost: 0, saved_cost: 1 });
    await bench.memory.moveJob(job.id, ['completed'], 'running');
    bench.runner.run(job.id);
    expect(await bench.runner.finished(job.id)).toMatchObject({ cost: 0, saved_cost: 1 });
  });

  test('a limit stops the job before the next call', async () => {
    await using bench = new JobBench([Write, Rate]);
    const job = await bench.run(numbered(4), { options: { constraints: { max_total_cost: 0.5 } } });
    expect(job).toMatchObject({
      status: 'stopped',
      cost: 0.5,
      error: 'Constraint exceeded: max_total_cost',
    });
    await bench.runner.resume(job.id, { constraints: { max_total_cost: 10 } });
    expect(await bench.runner.finished(job.id)).toMatchObject({ status: 'completed', cost: 1 });
  });

  test('a failure fails the job with the step’s reason; it goes on when resumed', async () => {
    let isBroken = true;
    const Upload = makeJobBlock('Upload', async function* (records) {
      for await (const { record_id, seed_index } of records) {
        if (isBroken && seed_index === 2) throw new Error('no connection');
        yield { record_id, fields: { is_uploaded: true } };
      }
    });
    await using bench = new JobBench([Write, Upload]);
    const job = await bench.run(numbered(4));
    expect(job.status).toBe('failed');
    expect(job.error).toBe("Block 'Upload' failed at step 2: no connection");
    isBroken = false;
    await bench.runner.resume(job.id);
    expect((await bench.runner.finished(job.id)).status).toBe('completed');
    expect(bench.records(job.id).every((fields) => fields.is_uploaded === true)).toBe(true);
  });

  test('after a failure resume asks again; after that it replays', async () => {
    const models = new ScriptedModels((_, sends) => (sends === 1 ? 'bad' : 'good'));
    const Rank = makeJobBlock('Rank', async function* (records, { llm, attempt }) {
      for await (const { record_id } of records) {
        const { text } = await llm.chat({ messages: [{ role: 'user', content: 'rank' }] });
        if (text === 'bad') throw new Error('no rank');
        yield { record_id, fields: { attempt } };
      }
    });
    await using bench = new JobBench([Write, Rank], { models });
    const job = await bench.run(numbered(1));
    expect(job).toMatchObject({
      status: 'failed',
      error: "Block 'Rank' failed at step 2: no rank",
    });
    await bench.runner.resume(job.id);
    const resumed = await bench.runner.finished(job.id);
    expect(resumed).toMatchObject({ status: 'completed', progress: 1, cost: 0.5 });
    expect(bench.records(job.id)).toEqual([{ text: 'text 0', attempt: 2 }]);
    expect(models.sent).toHaveLength(2);
    await bench.memory.moveJob(job.id, ['completed'], 'running');
    bench.runner.run(job.id);
    await bench.runner.finished(job.id);
    expect(models.sent).toHaveLength(2);
  });

  test('what it yielded before it failed is stored', async () => {
    const Upload = makeJobBlock('Upload', async function* (records) {
      for await (const { record_id, seed_index } of records) {
        if (seed_index === 2) throw new Error('no connection');
        yield { record_id, fields: { is_uploaded: true } };
      }
    });
    await using bench = new JobBench([Write, Upload]);
    const job = await bench.run(numbered(4));
    expect(job.status).toBe('failed');
    const stored = bench.records(job.id).map(({ is_uploaded: isUploaded }) => isUploaded);
    expect(stored).toEqual([true, true, undefined, undefined]);
  });

  test('a retry runs it again', async () => {
    const attempts: number[] = [];
    const Flaky = makeJobBlock('Flaky', async function* (records, { attempt }) {
      attempts.push(attempt);
      for await (const { record_id } of records) {
        if (attempt === 1) throw new Error('again');
        yield { record_id, fields: { attempt } };
      }
    });
    const clock = new ManualClock();
    await using bench = new JobBench([Write, Flaky], { clock });
    const steps = [{ type: 'Write' }, { type: 'Flaky', retry: { attempts: 2, backoff_ms: 500 } }];
    const id = await bench.create(numbered(1), { steps });
    bench.runner.run(id);
    await until(() => attempts.length === 1);
    await clock.advance(500);
    expect((await bench.runner.finished(id)).status).toBe('completed');
    expect(attempts).toEqual([1, 2]);
  });

  test.each([
    ['undeclared fields', { fields: { other: 1 } }, 'returned undeclared fields: other'],
    ['a record of no one', { record_id: 4711, fields: {} }, 'patched record 4711'],
    ['a patch that is none', { record_id: 'x' }, 'a patch that has no record_id'],
  ])('%s fail the job', async (_, patch, message) => {
    const Wrong = makeJobBlock(
      'Wrong',
      async function* (records) {
        for await (const { record_id } of records) yield { record_id, ...patch } as never;
      },
      { outputs: ['mine'] },
    );
    await using bench = new JobBench([Write, Wrong]);
    const job = await bench.run(numbered(1));
    expect(job.status).toBe('failed');
    expect(job.error).toContain(message);
  });

  test('time counts only while it neither takes a record nor gives a patch', async () => {
    const clock = new ManualClock();
    const Slow = makeJobBlock('Slow', async function* (records) {
      for await (const { record_id, seed_index } of records) {
        await clock.sleep(seed_index === 3 ? 150_000 : 90_000);
        yield { record_id, fields: {} };
      }
    });
    await using bench = new JobBench([Write, Slow], { clock });
    const id = await bench.create(numbered(4));
    bench.runner.run(id);
    for (let i = 0; i < 3; i += 1) {
      await settle();
      await clock.advance(90_000);
    }
    await settle();
    expect((await bench.store.getJob(id)).status).toBe('running');
    await clock.advance(150_000);
    expect(await bench.runner.finished(id)).toMatchObject({ status: 'failed' });
  });
});

describe('a job-wide step that is interrupted', () => {
  /** What an undisturbed job gives. */
  async function expected(): Promise<unknown> {
    await using bench = new JobBench([Write, Unique, Rate]);
    const job = await bench.run(numbered(30));
    return bench.records(job.id);
  }

  test('by the death of its runner: the next one buys nothing again and ends the same', async () => {
    const memory = new MemoryJobStore(new ManualClock());
    const models = new ScriptedModels();
    let patches = 0;
    const dying = wrapStore(memory, (method) => {
      if (method === 'patchRecords' && (patches += 1) > 1) throw new Error('killed');
      if (patches > 1) throw new Error('killed');
    });
    const first = new JobBench([Write, Unique, Rate], { store: dying, models });
    const id = await first.create(numbered(30));
    first.runner.run(id);
    await first.runner.finished(id).catch(() => undefined);
    await memory.moveJob(id, ['failed'], 'running', { error: '' });
    const before = models.sent.length;
    expect(before).toBe(3);

    await using second = new JobBench([Write, Unique, Rate], {
      store: memory,
      models,
      owner: 'runner-2',
    });
    await second.runner.start();
    const job = await second.runner.finished(id);
    expect(job).toMatchObject({ status: 'completed', records_generated: 3, cost: 0.75 });
    expect(models.sent).toHaveLength(3);
    expect(second.records(id)).toEqual(await expected());
  });

  test('by a pause: the call in flight is stored, and resuming replays it', async () => {
    const gate = Promise.withResolvers<void>();
    const models = new ScriptedModels(async (prompt, sends) => {
      if (sends === 2) await gate.promise;
      return `answer to ${prompt}`;
    });
    await using bench = new JobBench([Write, Unique, Rate], { models });
    const id = await bench.create(numbered(30));
    bench.runner.run(id);
    await until(() => models.sent.length === 2);
    expect((await bench.store.getJob(id)).phase).toBe('finishing');
    await bench.runner.pause(id);
    gate.resolve();
    expect((await bench.runner.finished(id)).status).toBe('paused');
    expect(models.sent).toHaveLength(2);
    await bench.runner.resume(id);
    expect((await bench.runner.finished(id)).status).toBe('completed');
    expect(models.sent).toHaveLength(3);
    expect(bench.records(id)).toEqual(await expected());
  });

  test('by a cancellation: the call is aborted at once', async () => {
    const models = new ScriptedModels((_, __, signal) => hang(signal));
    await using bench = new JobBench([Write, Rate], { models });
    const id = await bench.create(numbered(2));
    bench.runner.run(id);
    await until(() => models.sent.length === 1);
    expect(await bench.runner.cancel(id)).toMatchObject({ status: 'cancelled' });
    expect((await bench.store.countExecutions(id)).generated).toBe(2);
  });
});

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await settle();
}
