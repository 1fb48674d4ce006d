import { describe, expect, test } from 'vitest';
import { OWNER, call, claimOne, failed, fannedOut, generated, jobWith, seed } from './samples.js';
import { withStore, type CreateSubject } from './subject.js';

const steps = [
  { id: 'read-1', attempts: 1 },
  { id: 'write-1', attempts: 3 },
  { id: 'check-1', attempts: 1 },
];

/** Running failed executions again. */
export function describeRetries(create: CreateSubject): void {
  describe('retrying failed executions', () => {
    test(
      'makes them pending with new attempts from the failed step on, and counts them no more',
      withStore(create, async (store, pipelineId) => {
        const jobId = await jobWith(store, pipelineId, [seed(0, 3)]);
        await store.moveJob(jobId, ['pending'], 'running');
        const [a, b, c] = await store.claimExecutions(jobId, OWNER, 3);
        if (!a || !b || !c) throw new Error('Three were asked for');
        await store.commit(OWNER, [
          call(a, 0),
          failed(a, 'oh'),
          failed(b, 'no'),
          generated(c, { text: 'x' }),
        ]);
        await store.moveJob(jobId, ['running'], 'completed', { error: 'e' });
        expect(await store.retryFailed(jobId, ['completed'], { steps })).toBe(2);
        expect(await store.getJob(jobId)).toMatchObject({
          status: 'running',
          completed_at: null,
          error: '',
          current_seed: 1,
          records_failed: 0,
          records_generated: 1,
          progress: 0.999,
          cost: 0.5,
        });
        const again = await store.claimExecutions(jobId, OWNER, 9);
        expect(again.map(({ id }) => id)).toEqual([a.id, b.id]);
        expect(again.map(({ attempts }) => attempts)).toEqual([
          { 'write-1': 4, 'check-1': 2 },
          { 'write-1': 4, 'check-1': 2 },
        ]);
        expect(again[0]?.calls).toHaveLength(1);
        await store.commit(OWNER, [failed(a, 'oh'), generated(b, { text: 'y' })]);
        await store.moveJob(jobId, ['running'], 'completed');
        await store.retryFailed(jobId, ['completed'], { steps });
        const third = await claimOne(store, jobId);
        expect(third).toMatchObject({ id: a.id, attempts: { 'write-1': 7, 'check-1': 3 } });
        await store.commit(OWNER, [generated(third, { text: 'z' })]);
        expect(await store.countExecutions(jobId)).toEqual({ generated: 3 });
        expect(await store.getJob(jobId)).toMatchObject({ current_seed: 3, records_generated: 3 });
      }),
    );

    test(
      'takes those named, or those with that code or message',
      withStore(create, async (store, pipelineId) => {
        const jobId = await jobWith(store, pipelineId, [seed(0, 4)]);
        const claimed = await store.claimExecutions(jobId, OWNER, 4);
        const [a, b, c, d] = claimed;
        if (!a || !b || !c || !d) throw new Error('Four were asked for');
        await store.commit(
          OWNER,
          claimed.map((execution, i) => failed(execution, i < 2 ? 'oh' : 'no')),
        );
        await store.moveJob(jobId, ['pending'], 'failed');
        expect((await store.getJob(jobId)).progress).toBe(1);
        const retry = async (filter: { execution_ids?: number[]; reason?: string }) => {
          const count = await store.retryFailed(jobId, ['failed'], { ...filter, steps });
          const pending = await store.claimExecutions(jobId, OWNER, 9);
          await store.commit(
            OWNER,
            pending.map((execution) => failed(execution, execution.id < c.id ? 'oh' : 'no')),
          );
          await store.moveJob(jobId, ['running'], 'failed');
          return { count, ids: pending.map(({ id }) => id) };
        };
        expect(await retry({ reason: 'oh' })).toEqual({ count: 2, ids: [a.id, b.id] });
        expect(await retry({ reason: 'block_threw' })).toMatchObject({ count: 4 });
        expect(await retry({ execution_ids: [d.id, 999_999] })).toEqual({ count: 1, ids: [d.id] });
        expect(await retry({ execution_ids: [d.id], reason: 'oh' })).toEqual({ count: 0, ids: [] });
        expect((await store.getJob(jobId)).records_failed).toBe(4);
      }),
    );

    test(
      'changes nothing when none matches or the status is another',
      withStore(create, async (store, pipelineId) => {
        const jobId = await jobWith(store, pipelineId, [seed(0, 2)]);
        const [a, b] = await store.claimExecutions(jobId, OWNER, 2);
        if (!a || !b) throw new Error('Two were asked for');
        await store.commit(OWNER, [failed(a, 'oh'), generated(b, { text: 'x' })]);
        expect(await store.retryFailed(jobId, ['completed', 'failed'], { steps })).toBeUndefined();
        await store.moveJob(jobId, ['pending'], 'cancelled');
        expect(await store.retryFailed(jobId, ['cancelled'], { reason: 'none', steps })).toBe(0);
        expect(await store.getJob(jobId)).toMatchObject({ status: 'cancelled', records_failed: 1 });
        expect(await store.retryFailed(4711, ['completed'], { steps })).toBeUndefined();
      }),
    );

    test(
      'row 60: of many retried at once so many start as may wait or run, and the others stay',
      withStore(create, async (store, pipelineId) => {
        const ids: number[] = [];
        for (let n = 0; n < 4; n += 1) {
          const jobId = await jobWith(store, pipelineId, [seed(0)]);
          await store.commit(OWNER, [failed(await claimOne(store, jobId), 'oh')]);
          await store.moveJob(jobId, ['pending'], 'failed');
          ids.push(jobId);
        }
        const again = (id: number) => store.retryFailed(id, ['failed'], { steps }, 2);
        const ends = await Promise.allSettled(ids.map(again));
        const refused = ends.filter((end) => end.status === 'rejected');
        const reason = { code: 'too_many_jobs', status: 429, detail: { limit: 2, jobs: 2 } };
        expect(refused).toMatchObject([{ reason }, { reason }]);
        expect(await store.listJobs(['running'])).toHaveLength(2);
        const left = await store.listJobs(['failed']);
        expect(left.map((job) => job.records_failed)).toEqual([1, 1]);
        for (const { id } of left) expect(await store.countExecutions(id)).toEqual({ failed: 1 });
        await store.moveJob(ids[0] ?? 0, ['running', 'failed'], 'cancelled');
        expect(await again(ids[0] ?? 0)).toBeUndefined();
      }),
    );

    test(
      'a branch is retried alone, with what was written before it',
      withStore(create, async (store, pipelineId) => {
        const jobId = await jobWith(store, pipelineId, [seed(0)]);
        const root = await claimOne(store, jobId);
        await store.commit(OWNER, [fannedOut(root, { a: 1 }, [{ b: 1 }, { b: 2 }])]);
        const [one, two] = await store.claimExecutions(jobId, OWNER, 2);
        if (!one || !two) throw new Error('Two were asked for');
        await store.commit(OWNER, [generated(one, { text: 'x' }), failed(two, 'oh')]);
        await store.moveJob(jobId, ['pending'], 'failed');
        expect(await store.retryFailed(jobId, ['failed'], { steps })).toBe(1);
        expect(await claimOne(store, jobId)).toMatchObject({
          id: two.id,
          branch: '1',
          written: { a: 1, b: 2 },
        });
      }),
    );
  });
}
