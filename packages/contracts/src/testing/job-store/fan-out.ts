import { describe, expect, test } from 'vitest';
import { AWKWARD, OWNER, claimOne, fannedOut, generated, jobWith, seed } from './samples.js';
import { withStore, type CreateSubject } from './subject.js';

/** Branches: children of an execution. */
export function describeFanOut(create: CreateSubject): void {
  describe('fan-out', () => {
    test(
      'a parent stops counting and its branches count; progress never falls',
      withStore(create, async (store, pipelineId) => {
        const jobId = await jobWith(store, pipelineId, [seed(0, 4)]);
        const [a, b] = await store.claimExecutions(jobId, OWNER, 2);
        if (!a || !b) throw new Error('Two were asked for');
        await store.commit(OWNER, [generated(a, { text: 'x' })]);
        const before = (await store.getJob(jobId)).progress;
        await store.commit(OWNER, [fannedOut(b, {}, [{ part: 1 }, { part: 2 }, { part: 3 }])]);
        const job = await store.getJob(jobId);
        expect(job).toMatchObject({ total_seeds: 6, current_seed: 1, records_generated: 1 });
        expect(job.progress).toBe(before);
        expect(await store.countExecutions(jobId)).toEqual({
          fanned_out: 1,
          generated: 1,
          pending: 5,
        });
      }),
    );

    test(
      'a branch begins with what its ancestors and the fan-outs wrote, later keys winning',
      withStore(create, async (store, pipelineId) => {
        const jobId = await jobWith(store, pipelineId, [seed(0, 1, { topic: 'cats' })]);
        const root = await claimOne(store, jobId);
        const written = { summary: AWKWARD, text: 'root' };
        await store.commit(OWNER, [fannedOut(root, written, [{ text: 'zero' }, { text: 'one' }])]);
        const [zero, one] = await store.claimExecutions(jobId, OWNER, 2);
        expect(zero).toMatchObject({
          branch: '0',
          seed_index: 0,
          repetition: 0,
          metadata: { topic: 'cats' },
          start_step: 2,
        });
        expect(zero?.written).toEqual({ ...written, text: 'zero' });
        expect(one).toMatchObject({ branch: '1', written: { ...written, text: 'one' } });
        if (!one) throw new Error('Two branches were opened');
        await store.commit(OWNER, [fannedOut(one, { extra: true }, [{ text: 'deep' }])]);
        const deep = await claimOne(store, jobId);
        expect(deep).toMatchObject({ branch: '1.0', start_step: 4 });
        expect(deep.written).toEqual({ ...written, extra: true, text: 'deep' });
      }),
    );

    test(
      'branches come in order, before later seeds',
      withStore(create, async (store, pipelineId) => {
        const jobId = await jobWith(store, pipelineId, [seed(0), seed(1)]);
        const root = await claimOne(store, jobId);
        const deltas = Array.from({ length: 12 }, (_, part) => ({ part }));
        await store.commit(OWNER, [fannedOut(root, {}, deltas)]);
        const claimed = await store.claimExecutions(jobId, OWNER, 20);
        expect(claimed.map(({ written }) => written['part'])).toEqual([
          ...deltas.map(({ part }) => part),
          undefined,
        ]);
        expect(claimed.at(-1)).toMatchObject({ seed_index: 1, branch: '' });
      }),
    );
  });
}
