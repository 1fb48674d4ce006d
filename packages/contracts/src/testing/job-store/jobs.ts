import { describe, expect, test } from 'vitest';
import { newJob, seed } from './samples.js';
import { withStore, type CreateSubject } from './subject.js';

/** Making, reading and moving jobs. */
export function describeJobs(create: CreateSubject): void {
  describe('jobs', () => {
    test(
      'a new job is pending, counts nothing and keeps its snapshot',
      withStore(create, async (store, pipelineId) => {
        const job = await store.createJob(newJob(pipelineId));
        expect(job).toMatchObject({
          ...newJob(pipelineId),
          status: 'pending',
          phase: null,
          pause_reason: null,
          total_seeds: 0,
          current_seed: 0,
          progress: 0,
          error: '',
          usage: { input_tokens: 0, output_tokens: 0, cached_tokens: 0 },
          cost: 0,
          saved_cost: 0,
          running_time: 0,
          started_at: null,
          completed_at: null,
          seeds_imported: false,
          finish_attempts: {},
          finish_kills: {},
          finishing_step: null,
        });
        expect(await store.getJob(job.id)).toEqual(job);
      }),
    );

    test(
      'a job that does not exist is an error of its own kind',
      withStore(create, async (store) => {
        await expect(store.getJob(4711)).rejects.toMatchObject({ code: 'not_found', status: 404 });
        await expect(store.updateJob(4711, {})).rejects.toMatchObject({ code: 'not_found' });
        await expect(store.importSeeds(4711, [seed(0)])).rejects.toMatchObject({
          code: 'not_found',
        });
        await expect(store.beginJob(4711)).rejects.toMatchObject({ code: 'not_found' });
        expect(await store.moveJob(4711, ['pending'], 'running')).toBe(false);
      }),
    );

    test(
      'lists by status, oldest first',
      withStore(create, async (store, pipelineId) => {
        const first = await store.createJob(newJob(pipelineId));
        const second = await store.createJob(newJob(pipelineId));
        const third = await store.createJob(newJob(pipelineId));
        await store.moveJob(second.id, ['pending'], 'running');
        const ids = async (...statuses: ('pending' | 'running')[]) =>
          (await store.listJobs(statuses)).map(({ id }) => id);
        expect(await ids('pending')).toEqual([first.id, third.id]);
        expect(await ids('running', 'pending')).toEqual([first.id, second.id, third.id]);
        expect(await ids()).toEqual([]);
      }),
    );

    test(
      'a pending job begins, in its phase; another stays as it is',
      withStore(create, async (store, pipelineId) => {
        const { id } = await store.createJob(newJob(pipelineId));
        const begun = await store.beginJob(id);
        expect(begun).toMatchObject({ id, status: 'running', phase: 'importing' });
        expect(begun.started_at).not.toBeNull();
        expect(await store.beginJob(id)).toEqual(begun);
        await store.moveJob(id, ['running'], 'cancelled', { phase: null });
        expect(await store.beginJob(id)).toMatchObject({ status: 'cancelled', phase: null });
        const again = await store.createJob(newJob(pipelineId));
        await store.importSeeds(again.id, [seed(0)], { done: { seeds_imported: true } });
        expect(await store.beginJob(again.id)).toMatchObject({ phase: 'executing' });
      }),
    );

    test(
      'moves only from the statuses named',
      withStore(create, async (store, pipelineId) => {
        const { id } = await store.createJob(newJob(pipelineId));
        expect(await store.moveJob(id, ['running', 'paused'], 'cancelled')).toBe(false);
        expect((await store.getJob(id)).status).toBe('pending');
        const moves = Array.from({ length: 4 }, () => store.moveJob(id, ['pending'], 'running'));
        expect((await Promise.all(moves)).filter(Boolean)).toHaveLength(1);
      }),
    );

    test(
      'row 60: of many moved at once so many start as may wait or run, itself included',
      withStore(create, async (store, pipelineId) => {
        await store.createJob(newJob(pipelineId));
        const ids: number[] = [];
        for (let n = 0; n < 6; n += 1) {
          const { id } = await store.createJob(newJob(pipelineId));
          await store.moveJob(id, ['pending'], 'cancelled', { error: 'before' });
          ids.push(id);
        }
        const start = (id: number) =>
          store.moveJob(id, ['cancelled'], 'running', { error: 'after' }, 3);
        const ends = await Promise.allSettled(ids.map(start));
        const refused = ends.filter((end) => end.status === 'rejected');
        const reason = { code: 'too_many_jobs', status: 429, detail: { limit: 3, jobs: 3 } };
        expect(refused).toMatchObject(Array.from({ length: 4 }, () => ({ reason })));
        const started = await store.listJobs(['running']);
        expect(started.map(({ error }) => error)).toEqual(['after', 'after']);
        const left = await store.listJobs(['cancelled']);
        expect(left.map(({ error }) => error)).toEqual(Array.from({ length: 4 }, () => 'before'));
        expect(await start(started[0]?.id ?? 0)).toBe(false);
        const [one, another] = left.map(({ id }) => id);
        await store.moveJob(started[0]?.id ?? 0, ['running'], 'paused');
        expect(await start(one ?? 0)).toBe(true);
        expect(await store.moveJob(another ?? 0, ['cancelled'], 'running')).toBe(true);
      }),
    );

    test(
      'keeps when it first started, and when it last ended',
      withStore(create, async (store, pipelineId) => {
        const { id } = await store.createJob(newJob(pipelineId));
        await store.moveJob(id, ['pending'], 'running', { phase: 'executing' });
        const { started_at, completed_at } = await store.getJob(id);
        expect(Date.parse(started_at ?? '')).not.toBeNaN();
        expect(completed_at).toBeNull();
        await store.moveJob(id, ['running'], 'stopped', { phase: null, error: 'Too \u0000 dear' });
        const stopped = await store.getJob(id);
        expect(stopped).toMatchObject({ status: 'stopped', phase: null, started_at });
        expect(stopped.error).toMatch(/^Too . dear$/su);
        expect(Date.parse(stopped.completed_at ?? '')).not.toBeNaN();
        await store.moveJob(id, ['stopped'], 'running', { error: '' });
        expect(await store.getJob(id)).toMatchObject({ started_at, completed_at: null, error: '' });
      }),
    );

    test(
      'a patch changes what it names; running time adds up',
      withStore(create, async (store, pipelineId) => {
        const { id } = await store.createJob(newJob(pipelineId));
        await store.updateJob(id, { pause_reason: 'disk_full', add_running_time: 1.5 });
        await store.updateJob(id, {
          phase: 'finishing',
          warnings: ['a', 'b'],
          seeds_imported: true,
          current_block: 'Write',
          current_step: '1 of 2 executions',
          add_running_time: 0.25,
        });
        const changed = {
          phase: 'finishing',
          pause_reason: 'disk_full',
          warnings: ['a', 'b'],
          seeds_imported: true,
          current_block: 'Write',
          current_step: '1 of 2 executions',
          running_time: 1.75,
        };
        expect(await store.getJob(id)).toMatchObject(changed);
        const options = { concurrency: 9, constraints: { max_total_tokens: 5 } };
        await store.updateJob(id, { options });
        expect((await store.getJob(id)).options).toEqual(options);
        await store.updateJob(id, { block_hashes: { Write: 'def' } });
        expect((await store.getJob(id)).block_hashes).toEqual({ Write: 'def' });
        await store.updateJob(id, { finish_attempts: { 'rank-1': 2 } });
        expect((await store.getJob(id)).finish_attempts).toEqual({ 'rank-1': 2 });
        await store.updateJob(id, { finish_kills: { 'rank-1': 1 }, finishing_step: 'rank-1' });
        expect(await store.getJob(id)).toMatchObject({
          finish_kills: { 'rank-1': 1 },
          finishing_step: 'rank-1',
        });
        await store.updateJob(id, { pause_reason: null });
        expect(await store.getJob(id)).toMatchObject({ ...changed, pause_reason: null });
      }),
    );
  });
}
