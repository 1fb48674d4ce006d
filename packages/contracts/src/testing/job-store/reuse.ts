import { describe, expect, test } from 'vitest';
import type { ClaimedExecution, JobStore } from '../../ports/job-store.js';
import { OWNER, call, claimOne, jobWith, seed, storedCall } from './samples.js';
import { withStore, type CreateSubject } from './subject.js';

/** A call that answers with the name of where it was bought. */
function named(execution: ClaimedExecution, n: number, text: string, hash = 'a'.repeat(64)) {
  const stored = { ...storedCall(execution, n), request_hash: hash };
  return {
    kind: 'call' as const,
    job_id: execution.job_id,
    stored: { ...stored, answer: { ...stored.answer, text } },
  };
}

const keyOf = ({ id }: ClaimedExecution, n = 0, hash = 'a'.repeat(64)) => ({
  execution_id: id,
  step_id: 'other-1',
  attempt: 1,
  request_hash: hash,
  n,
});

async function texts(
  store: JobStore,
  jobId: number,
  keys: ReturnType<typeof keyOf>[],
): Promise<(string | null | undefined)[]> {
  const found = await Promise.all(keys.map((key) => store.reuseCall(jobId, key)));
  return found.map((stored) => stored?.answer.text);
}

/** Calls of other jobs. */
export function describeReuse(create: CreateSubject): void {
  describe('reusing calls of other jobs', () => {
    test(
      'a call serves a job once, however many ask at once; the same one serves other jobs',
      withStore(create, async (store, pipelineId) => {
        const old = await claimOne(store, await jobWith(store, pipelineId, [seed(0)]));
        await store.commit(
          OWNER,
          [0, 1, 2].map((n) => named(old, n, `answer ${n}`)),
        );
        for (let round = 0; round < 2; round += 1) {
          const jobId = await jobWith(store, pipelineId, [seed(0)]);
          const execution = await claimOne(store, jobId);
          const keys = [0, 1, 2, 3, 4].map((n) => keyOf(execution, n));
          const answers = await texts(store, jobId, keys);
          expect(answers.filter((text) => text === undefined)).toHaveLength(2);
          expect(new Set(answers)).toEqual(
            new Set(['answer 0', 'answer 1', 'answer 2', undefined]),
          );
          expect(await store.getJob(jobId)).toMatchObject({ cost: 0 });
          expect((await store.getJob(jobId)).usage.input_tokens).toBe(0);
        }
      }),
    );

    test(
      'is kept under the key it was asked for, and comes back with the execution',
      withStore(create, async (store, pipelineId) => {
        const old = await claimOne(store, await jobWith(store, pipelineId, [seed(0)]));
        await store.commit(OWNER, [named(old, 0, 'answer')]);
        const jobId = await jobWith(store, pipelineId, [seed(0)]);
        const execution = await claimOne(store, jobId);
        const reused = await store.reuseCall(jobId, keyOf(execution, 7));
        expect(reused).toEqual({
          ...named(old, 0, 'answer').stored,
          ...keyOf(execution, 7),
          reused: true,
        });
        await store.releaseExecutions(OWNER, [execution.id]);
        expect((await claimOne(store, jobId)).calls).toEqual([reused]);
      }),
    );

    test(
      'takes that of the same seed, repetition and branch first, else any',
      withStore(create, async (store, pipelineId) => {
        const oldId = await jobWith(store, pipelineId, [seed(0, 2), seed(1, 2)]);
        const olds = await store.claimExecutions(oldId, OWNER, 4);
        await store.commit(
          OWNER,
          olds.map((old) => named(old, 0, `${old.seed_index}/${old.repetition}`)),
        );
        // The same seeds in another order, and one that is new.
        const metadata = (i: number) => ({ topic: `topic ${i}` });
        const jobId = await jobWith(store, pipelineId, [
          seed(0, 2, metadata(1)),
          seed(1, 1, metadata(0)),
          seed(2, 2, metadata(9)),
        ]);
        const [a, b, c, d, e] = await store.claimExecutions(jobId, OWNER, 5);
        if (!a || !b || !c || !d || !e) throw new Error('Five were asked for');
        const found: unknown[] = [];
        for (const execution of [b, c, a, d, e]) {
          found.push(...(await texts(store, jobId, [keyOf(execution)])));
        }
        expect(found).toEqual(['1/1', '0/0', '1/0', '0/1', undefined]);
      }),
    );

    test(
      'takes none of its own, none that was rejected, no other request, no copy of one it has',
      withStore(create, async (store, pipelineId) => {
        const old = await claimOne(store, await jobWith(store, pipelineId, [seed(0)]));
        const rejected = named(old, 0, 'bad');
        await store.commit(OWNER, [
          rejected,
          { kind: 'call_rejected', job_id: old.job_id, key: rejected.stored, reason: 'not JSON' },
          named(old, 1, 'other', 'b'.repeat(64)),
          named(old, 2, 'good', 'c'.repeat(64)),
        ]);
        const jobId = await jobWith(store, pipelineId, [seed(0)]);
        const execution = await claimOne(store, jobId);
        await store.commit(OWNER, [call(execution, 0)]);
        const ask = (hash: string, n = 0) => texts(store, jobId, [keyOf(execution, n, hash)]);
        expect(await ask('a'.repeat(64))).toEqual([undefined]);
        expect(await ask('f'.repeat(64))).toEqual([undefined]);
        expect(await ask('c'.repeat(64))).toEqual(['good']);

        const thirdId = await jobWith(store, pipelineId, [seed(0)]);
        const third = await claimOne(store, thirdId);
        const keys = [0, 1].map((n) => keyOf(third, n, 'c'.repeat(64)));
        expect(new Set(await texts(store, thirdId, keys))).toEqual(new Set(['good', undefined]));
      }),
    );

    test(
      'a copy that is rejected: nor is what it was copied from reused any more',
      withStore(create, async (store, pipelineId) => {
        const old = await claimOne(store, await jobWith(store, pipelineId, [seed(0)]));
        await store.commit(OWNER, [named(old, 0, 'bad'), named(old, 1, 'good')]);
        for (const answer of ['bad', 'good', undefined]) {
          const jobId = await jobWith(store, pipelineId, [seed(0)]);
          const key = keyOf(await claimOne(store, jobId), 3);
          expect(await texts(store, jobId, [key])).toEqual([answer]);
          const write = { kind: 'call_rejected', job_id: jobId, key, reason: 'not JSON' } as const;
          await store.commit(OWNER, [write]);
        }
        await store.releaseExecutions(OWNER, [old.id]);
        const { calls } = await claimOne(store, old.job_id);
        expect(calls.map(({ rejected }) => rejected)).toEqual(['not JSON', 'not JSON']);
      }),
    );

    test(
      'seeds are read as they were stored',
      withStore(create, async (store, pipelineId) => {
        const seeds = [
          seed(0, 2, { a: [1, { b: null }] }),
          { ...seed(5), extra: { note: 'x' } },
          ...Array.from({ length: 600 }, (_, i) => seed(10 + i)),
        ];
        const jobId = await jobWith(store, pipelineId, seeds);
        const read = [];
        for await (const page of store.readSeeds(jobId)) read.push(...page);
        expect(read).toEqual(seeds);
      }),
    );
  });
}
