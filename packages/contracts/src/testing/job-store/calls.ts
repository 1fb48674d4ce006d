import { describe, expect, test } from 'vitest';
import type { Json } from '../../nouns/json.js';
import { AWKWARD, OWNER, call, claimOne, jobWith, seed, storedCall } from './samples.js';
import { withStore, type CreateSubject } from './subject.js';

/** Calls and memos: what a crash must not cost again. */
export function describeCalls(create: CreateSubject): void {
  describe('calls and memos', () => {
    test(
      'calls of an earlier pass come back with the execution, in order',
      withStore(create, async (store, pipelineId) => {
        const jobId = await jobWith(store, pipelineId, [seed(0, 2)]);
        const [first, second] = await store.claimExecutions(jobId, OWNER, 2);
        if (!first || !second) throw new Error('Two were asked for');
        await store.commit(OWNER, [call(first, 1)]);
        await store.commit(OWNER, [call(first, 0), call(second, 0, null)]);
        await store.releaseAbandoned('successor');
        const again = await store.claimExecutions(jobId, 'successor', 2);
        expect(again[0]?.calls).toEqual([storedCall(first, 1), storedCall(first, 0)]);
        expect(again[1]?.calls).toEqual([storedCall(second, 0, null)]);
      }),
    );

    test(
      'a call is stored and counted once',
      withStore(create, async (store, pipelineId) => {
        const jobId = await jobWith(store, pipelineId, [seed(0)]);
        const execution = await claimOne(store, jobId);
        await store.commit(OWNER, [call(execution, 0)]);
        await store.commit(OWNER, [call(execution, 0), call(execution, 1)]);
        expect((await store.getJob(jobId)).cost).toBe(1);
        await store.releaseExecutions(OWNER, [execution.id]);
        expect((await claimOne(store, jobId)).calls.map(({ n }) => n)).toEqual([0, 1]);
      }),
    );

    test(
      'embeddings come back as they were',
      withStore(create, async (store, pipelineId) => {
        const jobId = await jobWith(store, pipelineId, [seed(0)]);
        const execution = await claimOne(store, jobId);
        const stored = storedCall(execution, 0);
        stored.call.kind = 'embedding';
        stored.answer = { ...stored.answer, text: null, embeddings: [[0.1, -2e-9], [1]] };
        await store.commit(OWNER, [{ kind: 'call', job_id: jobId, stored }]);
        await store.releaseExecutions(OWNER, [execution.id]);
        expect((await claimOne(store, jobId)).calls).toEqual([stored]);
      }),
    );

    test(
      'a rejected call says why',
      withStore(create, async (store, pipelineId) => {
        const jobId = await jobWith(store, pipelineId, [seed(0)]);
        const execution = await claimOne(store, jobId);
        const key = storedCall(execution, 0);
        await store.commit(OWNER, [
          call(execution, 0),
          { kind: 'call_rejected', job_id: jobId, key, reason: 'not JSON' },
        ]);
        await store.releaseExecutions(OWNER, [execution.id]);
        const [again] = (await claimOne(store, jobId)).calls;
        expect(again).toEqual({ ...storedCall(execution, 0), rejected: 'not JSON' });
      }),
    );

    test(
      'memos are kept per job',
      withStore(create, async (store, pipelineId) => {
        const jobId = await jobWith(store, pipelineId, [seed(0)]);
        const otherId = await jobWith(store, pipelineId, [seed(0)]);
        await store.commit(OWNER, [
          { kind: 'memo', job_id: jobId, key: 'page', value: AWKWARD },
          { kind: 'memo', job_id: jobId, key: 'nothing', value: null },
        ]);
        expect(await store.readMemo(jobId, 'page')).toEqual(AWKWARD);
        expect(await store.readMemo(jobId, 'nothing')).toBeNull();
        expect(await store.readMemo(jobId, 'other')).toBeUndefined();
        expect(await store.readMemo(otherId, 'page')).toBeUndefined();
        await store.commit(OWNER, [{ kind: 'memo', job_id: jobId, key: 'page', value: 'late' }]);
        expect(await store.readMemo(jobId, 'page')).toEqual(AWKWARD);
      }),
    );

    test(
      'a memo of the latest earlier job becomes one of this job, unless it has its own',
      withStore(create, async (store, pipelineId) => {
        const jobs: number[] = [];
        for (let i = 0; i < 4; i += 1) jobs.push(await jobWith(store, pipelineId, []));
        const [first = 0, second = 0, third = 0, last = 0] = jobs;
        const memo = (job_id: number, key: string, value: Json) =>
          ({ kind: 'memo', job_id, key, value }) as const;
        await store.commit(OWNER, [
          memo(first, 'page', 'oldest'),
          memo(second, 'page', AWKWARD),
          memo(last, 'page', 'later'),
          memo(first, 'nothing', null),
          memo(third, 'own', 1),
          memo(first, 'own', 2),
        ]);
        const taken = await Promise.all([1, 2, 3].map(() => store.reuseMemo(third, 'page')));
        expect(taken).toEqual([AWKWARD, AWKWARD, AWKWARD]);
        expect(await store.readMemo(third, 'page')).toEqual(AWKWARD);
        expect(await store.reuseMemo(third, 'nothing')).toBeNull();
        expect(await store.reuseMemo(third, 'own')).toBe(1);
        expect(await store.reuseMemo(third, 'other')).toBeUndefined();
        expect(await store.readMemo(third, 'other')).toBeUndefined();
      }),
    );
  });
}
