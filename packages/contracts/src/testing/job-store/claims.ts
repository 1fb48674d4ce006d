import { describe, expect, test } from 'vitest';
import type { JobPatch, JobWrite, LastStep } from '../../ports/job-store.js';
import {
  AWKWARD,
  OWNER,
  claimOne,
  failed,
  generated,
  jobWith,
  newJob,
  seed,
  traceOf,
} from './samples.js';
import { withStore, type CreateSubject } from './subject.js';

/** Importing seeds, taking executions and giving them back. */
export function describeClaims(create: CreateSubject): void {
  describe('seeds and claims', () => {
    test(
      'makes one execution per repetition and hands them out in order',
      withStore(create, async (store, pipelineId) => {
        const jobId = await jobWith(store, pipelineId, [seed(0, 2), seed(1, 0), seed(2)]);
        expect((await store.getJob(jobId)).total_seeds).toBe(3);
        const first = await store.claimExecutions(jobId, OWNER, 2);
        const rest = await store.claimExecutions(jobId, OWNER, 10);
        const claimed = [...first, ...rest];
        expect(claimed.map((one) => [one.seed_index, one.repetition])).toEqual([
          [0, 0],
          [0, 1],
          [2, 0],
        ]);
        expect(claimed.map((one) => one.execution_index)).toEqual([0, 1, 2]);
        expect(claimed[2]).toMatchObject({
          job_id: jobId,
          branch: '',
          metadata: { topic: 'topic 2' },
          start_step: 0,
          written: {},
          attempts: {},
          calls: [],
        });
        expect(await store.claimExecutions(jobId, OWNER, 10)).toEqual([]);
      }),
    );

    test(
      'keeps every value of a seed as it is, and the order of its keys',
      withStore(create, async (store, pipelineId) => {
        const jobId = await jobWith(store, pipelineId, [seed(0, 1, AWKWARD)]);
        const { metadata } = await claimOne(store, jobId);
        expect(metadata).toEqual(AWKWARD);
        expect(JSON.stringify(metadata)).toBe(JSON.stringify(AWKWARD));
      }),
    );

    test(
      'seeds that are there already stay as they are',
      withStore(create, async (store, pipelineId) => {
        const jobId = await jobWith(store, pipelineId, [seed(0, 2)]);
        await store.importSeeds(jobId, [seed(0, 5, { topic: 'other' }), seed(1)]);
        await store.importSeeds(jobId, [seed(0, 2), seed(1)]);
        expect((await store.getJob(jobId)).total_seeds).toBe(3);
        const claimed = await store.claimExecutions(jobId, OWNER, 10);
        expect(claimed.map((one) => one.metadata['topic'])).toEqual([
          'topic 0',
          'topic 0',
          'topic 1',
        ]);
        expect(claimed.map((one) => one.execution_index)).toEqual([0, 1, 2]);
      }),
    );

    test(
      'imports more than fits one batch',
      withStore(create, async (store, pipelineId) => {
        const many = Array.from({ length: 1_203 }, (_, i) => seed(i));
        const jobId = await jobWith(store, pipelineId, [...many, seed(1_203, 1_100)]);
        expect((await store.getJob(jobId)).total_seeds).toBe(2_303);
        const claimed = await store.claimExecutions(jobId, OWNER, 3_000);
        expect(claimed.map((one) => one.execution_index)).toEqual(claimed.map((_, i) => i));
        expect(claimed.at(-1)).toMatchObject({ seed_index: 1_203, repetition: 1_099 });
      }),
    );

    test(
      'gives an execution to one runner only, and those of a job to that job only',
      withStore(create, async (store, pipelineId) => {
        const jobId = await jobWith(store, pipelineId, [seed(0, 40)]);
        const otherId = await jobWith(store, pipelineId, [seed(0, 3)]);
        const owners = ['a', 'b', 'c', 'd', 'e', 'f'];
        const takes = owners.map((owner) => store.claimExecutions(jobId, owner, 9));
        const claimed = (await Promise.all(takes)).flat();
        expect(claimed).toHaveLength(40);
        expect(new Set(claimed.map(({ id }) => id)).size).toBe(40);
        expect(claimed.every((one) => one.job_id === jobId)).toBe(true);
        expect(await store.claimExecutions(otherId, OWNER, 10)).toHaveLength(3);
      }),
    );

    test(
      'takes back what its holder gives back, and nothing of others',
      withStore(create, async (store, pipelineId) => {
        const jobId = await jobWith(store, pipelineId, [seed(0, 3)]);
        const mine = await store.claimExecutions(jobId, OWNER, 2);
        const [theirs] = await store.claimExecutions(jobId, 'other', 1);
        await store.releaseExecutions(
          OWNER,
          [...mine, theirs].flatMap((one) => one?.id ?? []),
        );
        expect(await store.countExecutions(jobId)).toEqual({ pending: 2, running: 1 });
        const again = await store.claimExecutions(jobId, OWNER, 10);
        expect(again.map(({ id }) => id)).toEqual(mine.map(({ id }) => id));
      }),
    );

    test(
      'takes back what runners that are gone held, but nothing that ended',
      withStore(create, async (store, pipelineId) => {
        const jobId = await jobWith(store, pipelineId, [seed(0, 4)]);
        const ended = await claimOne(store, jobId);
        await store.commit(OWNER, [generated(ended, { text: 'kept' })]);
        await store.claimExecutions(jobId, 'gone-1', 1);
        await store.claimExecutions(jobId, 'gone-2', 1);
        await store.claimExecutions(jobId, 'alive', 1);
        expect(await store.releaseAbandoned('alive')).toBe(2);
        expect(await store.releaseAbandoned('alive')).toBe(0);
        expect(await store.countExecutions(jobId)).toEqual({
          generated: 1,
          pending: 2,
          running: 1,
        });
      }),
    );

    test(
      'counts against executions that their runner died, when it is blamed on them',
      withStore(create, async (store, pipelineId) => {
        const jobId = await jobWith(store, pipelineId, [seed(0, 4)]);
        const cancelledId = await jobWith(store, pipelineId, [seed(0, 1)]);
        const kill = async (limit: number, kills: number, isBlamed: boolean): Promise<number> => {
          const taken = await store.claimExecutions(jobId, 'gone', limit, kills);
          expect(taken.map((one) => one.kills)).toEqual(taken.map(() => kills));
          await store.releaseAbandoned('alive', isBlamed);
          return taken.length;
        };
        expect(await store.listKills(jobId)).toEqual([]);
        await store.claimExecutions(cancelledId, 'gone', 1);
        await store.moveJob(cancelledId, ['pending'], 'cancelled');
        expect(await kill(4, 0, false)).toBe(4);
        expect(await kill(2, 0, true)).toBe(2);
        expect(await store.countExecutions(cancelledId)).toEqual({ pending: 1 });
        expect(await store.listKills(cancelledId)).toEqual([]);
        expect(await kill(1, 1, true)).toBe(1);
        expect(await kill(9, 2, false)).toBe(1);
        expect(await store.listKills(jobId)).toEqual([1, 2]);
        const one = await store.claimExecutions(jobId, OWNER, 9, 1);
        await store.releaseExecutions(
          OWNER,
          one.map(({ id }) => id),
        );
        expect(await store.claimExecutions(jobId, OWNER, 9)).toHaveLength(2);
        const [two] = await store.claimExecutions(jobId, OWNER, 9, 2);
        if (two === undefined) throw new Error('One was asked for');
        expect(await store.listKills(jobId)).toEqual([1, 2]);
        await store.commit(OWNER, [generated(two, { text: 'innocent' })]);
        expect(await store.listKills(jobId)).toEqual([1]);
      }),
    );

    test(
      'counts against job-wide steps that their runner died, when it is blamed on them',
      withStore(create, async (store, pipelineId) => {
        const begin = async (finishing_step: string): Promise<number> => {
          const { id } = await store.createJob(newJob(pipelineId));
          await store.moveJob(id, ['pending'], 'running');
          await store.updateJob(id, { finishing_step, finish_kills: { 'other-1': 2 } });
          return id;
        };
        const finishing = await begin('rank-1');
        const cancelled = await begin('rank-1');
        await store.moveJob(cancelled, ['running'], 'cancelled');
        expect(await store.releaseAbandoned('alive')).toBe(0);
        expect(await store.getJob(finishing)).toMatchObject({
          finishing_step: null,
          finish_kills: { 'other-1': 2 },
        });
        await store.updateJob(finishing, { finishing_step: 'rank-1' });
        await store.moveJob(finishing, ['running'], 'paused');
        await store.releaseAbandoned('alive', true);
        await store.releaseAbandoned('alive', true);
        const counted = { 'other-1': 2, 'rank-1': 1 };
        expect((await store.getJob(finishing)).finish_kills).toEqual(counted);
        await store.moveJob(finishing, ['paused'], 'running');
        expect((await store.getJob(finishing)).finish_kills).toEqual(counted);
        await store.moveJob(finishing, ['running'], 'failed');
        expect((await store.getJob(finishing)).finish_kills).toEqual({});
        await store.moveJob(cancelled, ['cancelled'], 'running');
        expect(await store.getJob(cancelled)).toMatchObject({
          finishing_step: null,
          finish_kills: {},
        });
      }),
    );

    test(
      'keeps where a held execution stood, until it ends',
      withStore(create, async (store, pipelineId) => {
        const jobId = await jobWith(store, pipelineId, [seed(0)]);
        const held = await claimOne(store, jobId);
        expect(held.last_step).toBeNull();
        const last_step: LastStep = {
          step_id: 'write-1',
          block_type: 'Write',
          trace: [{ ...traceOf(AWKWARD, 'plan-1'), logs: [{ level: 'info', message: 'so far' }] }],
        };
        const note = (write: LastStep): JobWrite => ({
          kind: 'last_step',
          job_id: jobId,
          execution_id: held.id,
          last_step: write,
        });
        expect(await store.commit(OWNER, [note(last_step)])).toEqual({ refused: [] });
        await store.commit('another', [note({ ...last_step, step_id: 'late' })]);
        await store.releaseAbandoned('alive', true);
        const [again] = await store.claimExecutions(jobId, OWNER, 1, 1);
        expect(again?.last_step).toEqual(last_step);
        await store.commit(OWNER, [note(last_step), failed(held, 'boom')]);
        await store.retryFailed(jobId, ['pending'], { steps: [{ id: 'write-1', attempts: 1 }] });
        expect((await claimOne(store, jobId)).last_step).toBeNull();
      }),
    );

    test(
      'a job without seeds has nothing to hand out',
      withStore(create, async (store, pipelineId) => {
        const { id } = await store.createJob(newJob(pipelineId));
        await store.importSeeds(id, []);
        expect(await store.claimExecutions(id, OWNER, 5)).toEqual([]);
        expect(await store.countExecutions(id)).toEqual({});
      }),
    );

    test(
      'seeds are not stored when a signal says so',
      withStore(create, async (store, pipelineId) => {
        const { id } = await store.createJob(newJob(pipelineId));
        const signal = AbortSignal.abort(new Error('no more'));
        await expect(store.importSeeds(id, [seed(0)], { signal })).rejects.toThrow('no more');
        expect((await store.getJob(id)).total_seeds).toBe(0);
      }),
    );

    test(
      'with its last seeds a job becomes what it is to be then, also when there are none',
      withStore(create, async (store, pipelineId) => {
        const done: JobPatch = { seeds_imported: true, phase: 'executing', warnings: ['odd'] };
        for (const seeds of [[seed(0, 2), seed(1)], []]) {
          const { id } = await store.createJob(newJob(pipelineId));
          await store.moveJob(id, ['pending'], 'running');
          await store.importSeeds(id, seeds, { done });
          expect(await store.getJob(id)).toMatchObject({ ...done, total_seeds: seeds.length && 3 });
          await store.moveJob(id, ['running'], 'cancelled', { phase: null });
          await store.importSeeds(id, seeds, { done });
          expect(await store.getJob(id)).toMatchObject({ status: 'cancelled', phase: null });
        }
      }),
    );
  });
}
