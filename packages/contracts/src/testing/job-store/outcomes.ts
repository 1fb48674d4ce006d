import { describe, expect, test } from 'vitest';
import {
  OWNER,
  call,
  claimOne,
  failed,
  filtered,
  generated,
  jobWith,
  outcome,
  seed,
} from './samples.js';
import { withStore, type CreateSubject } from './subject.js';

/** Ending executions: counters, fencing, reasons. */
export function describeOutcomes(create: CreateSubject): void {
  describe('outcomes', () => {
    test(
      'counts how executions ended; progress is 1 only at the end',
      withStore(create, async (store, pipelineId) => {
        const jobId = await jobWith(store, pipelineId, [seed(0, 4)]);
        await store.moveJob(jobId, ['pending'], 'running');
        const [a, b, c, d] = await store.claimExecutions(jobId, OWNER, 4);
        if (!a || !b || !c || !d) throw new Error('Four were asked for');
        const writes = [generated(a, { text: 'x' }), failed(b, 'oh'), filtered(c)];
        expect(await store.commit(OWNER, writes)).toEqual({ refused: [] });
        const job = await store.getJob(jobId);
        expect(job).toMatchObject({
          total_seeds: 4,
          current_seed: 3,
          records_generated: 1,
          records_failed: 1,
          records_filtered: 1,
        });
        expect(job.progress).toBeCloseTo(0.75);
        await store.commit(OWNER, [generated(d, { text: 'y' })]);
        await store.moveJob(jobId, ['running'], 'completed');
        expect(await store.getJob(jobId)).toMatchObject({ current_seed: 4, progress: 1 });
        expect(await store.countExecutions(jobId)).toEqual({
          generated: 2,
          failed: 1,
          filtered: 1,
        });
      }),
    );

    test(
      'refuses what another owner holds, and stores nothing of it',
      withStore(create, async (store, pipelineId) => {
        const jobId = await jobWith(store, pipelineId, [seed(0, 2)]);
        const [mine, other] = await store.claimExecutions(jobId, OWNER, 2);
        if (!mine || !other) throw new Error('Two were asked for');
        await store.releaseAbandoned('successor');
        await store.claimExecutions(jobId, 'successor', 1);
        const late = await store.commit(OWNER, [
          generated(mine, { text: 'late' }),
          generated(other, { text: 'late' }),
        ]);
        expect(late.refused.toSorted((a, b) => a - b)).toEqual([mine.id, other.id]);
        expect(await store.getJob(jobId)).toMatchObject({ current_seed: 0, records_generated: 0 });
        expect(await store.countExecutions(jobId)).toEqual({ pending: 1, running: 1 });
        expect(await store.commit('successor', [generated(mine, { text: 'mine' })])).toEqual({
          refused: [],
        });
      }),
    );

    test(
      'an execution ends once, in one commit and over several',
      withStore(create, async (store, pipelineId) => {
        const jobId = await jobWith(store, pipelineId, [seed(0)]);
        const execution = await claimOne(store, jobId);
        const twice = [generated(execution, { text: 'first' }), failed(execution, 'second')];
        expect(await store.commit(OWNER, twice)).toEqual({ refused: [execution.id] });
        expect(await store.commit(OWNER, twice.slice(0, 1))).toEqual({ refused: [execution.id] });
        expect(await store.getJob(jobId)).toMatchObject({
          current_seed: 1,
          records_generated: 1,
          records_failed: 0,
        });
      }),
    );

    test(
      'many ends at once, over two jobs',
      withStore(create, async (store, pipelineId) => {
        const one = await jobWith(store, pipelineId, [seed(0, 150)]);
        const two = await jobWith(store, pipelineId, [seed(0, 7)]);
        const claimed = [
          ...(await store.claimExecutions(one, OWNER, 200)),
          ...(await store.claimExecutions(two, OWNER, 200)),
        ];
        const writes = claimed.map((execution, i) => generated(execution, { text: `text ${i}` }));
        expect(await store.commit(OWNER, writes)).toEqual({ refused: [] });
        expect((await store.getJob(one)).records_generated).toBe(150);
        expect((await store.getJob(two)).records_generated).toBe(7);
      }),
    );

    test(
      'what was bought is the sum of the calls; an outcome adds what it saved',
      withStore(create, async (store, pipelineId) => {
        const jobId = await jobWith(store, pipelineId, [seed(0)]);
        const execution = await claimOne(store, jobId);
        await store.commit(OWNER, [call(execution, 0, 0.5), call(execution, 1, 0.25)]);
        const bought = { input_tokens: 20, output_tokens: 10, cached_tokens: 2 };
        expect(await store.getJob(jobId)).toMatchObject({ usage: bought, cost: 0.75 });
        const end = generated(execution, { text: 'x' });
        if (end.kind !== 'outcome') throw new Error('An outcome was made');
        await store.commit(OWNER, [
          outcome({ ...end.outcome, usage: bought, cost: 0.75, saved_cost: 2 }),
        ]);
        const job = await store.getJob(jobId);
        expect(job).toMatchObject({ usage: bought, cost: 0.75, saved_cost: 2 });
      }),
    );

    test(
      'a call without a price makes the cost unknown, and a guess makes the usage estimated',
      withStore(create, async (store, pipelineId) => {
        const jobId = await jobWith(store, pipelineId, [seed(0)]);
        const execution = await claimOne(store, jobId);
        const unpriced = call(execution, 0, null);
        if (unpriced.kind !== 'call') throw new Error('A call was made');
        unpriced.stored.answer.usage.estimated = true;
        await store.commit(OWNER, [unpriced, call(execution, 1, 0.5)]);
        const job = await store.getJob(jobId);
        expect(job.cost).toBeNull();
        expect(job.usage).toEqual({
          input_tokens: 20,
          output_tokens: 10,
          cached_tokens: 2,
          estimated: true,
        });
      }),
    );

    test(
      'tells the most frequent reasons first',
      withStore(create, async (store, pipelineId) => {
        const jobId = await jobWith(store, pipelineId, [seed(0, 6)]);
        const claimed = await store.claimExecutions(jobId, OWNER, 6);
        const reasons = ['rare', 'often', 'often', 'twice', 'often', 'twice'];
        await store.commit(
          OWNER,
          claimed.map((execution, i) => failed(execution, reasons[i] ?? '')),
        );
        expect(await store.failureReasons(jobId, 2)).toEqual([
          { message: 'often', count: 3 },
          { message: 'twice', count: 2 },
        ]);
      }),
    );

    test(
      'nothing to store is nothing refused',
      withStore(create, async (store) => {
        expect(await store.commit(OWNER, [])).toEqual({ refused: [] });
      }),
    );
  });
}
