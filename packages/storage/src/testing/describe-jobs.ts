import { describe, expect, test } from 'vitest';
import { OWNER, callOf, definition, generated, makeRecords, newJob, startJob } from './samples.js';
import { withStorage, type CreateSubject } from './subject.js';

export function describeJobs(create: CreateSubject): void {
  describe('jobs as users see them', () => {
    test(
      'are listed newest first, page by page',
      withStorage(create, async ({ jobs, pipelines }) => {
        const { id: one } = await pipelines.create(definition());
        const { id: two } = await pipelines.create(definition());
        const ids: number[] = [];
        for (const pipelineId of [one, two, one, one]) {
          ids.push((await jobs.createJob(newJob(pipelineId))).id);
        }
        const first = await jobs.list({ pipeline_id: one, limit: 2 });
        expect(first.items.map(({ id }) => id)).toEqual([ids[3], ids[2]]);
        expect(first.total).toBe(3);
        expect(first.items[0]).not.toHaveProperty('definition');
        const second = await jobs.list({
          pipeline_id: one,
          limit: 2,
          cursor: first.next_cursor ?? '',
        });
        expect(second.items.map(({ id }) => id)).toEqual([ids[0]]);
        expect(second.next_cursor).toBeNull();
      }),
    );

    test(
      'the active one is the running job that started last',
      withStorage(create, async (storage) => {
        const { jobs } = storage;
        expect(await jobs.active()).toBeNull();
        const { jobId: one } = await startJob(storage, []);
        const { jobId: two } = await startJob(storage, []);
        await jobs.moveJob(one, ['pending'], 'running');
        await jobs.moveJob(two, ['pending'], 'running');
        expect((await jobs.active())?.id).toBe(two);
        await jobs.moveJob(two, ['running'], 'paused');
        expect((await jobs.active())?.id).toBe(one);
      }),
    );

    test(
      'row 60: no more are made at once than may wait or run',
      withStorage(create, async ({ jobs, pipelines }) => {
        const { id } = await pipelines.create(definition());
        const { id: first } = await jobs.createJob(newJob(id), 3);
        await jobs.moveJob(first, ['pending'], 'running');
        const making = Array.from({ length: 8 }, () => jobs.createJob(newJob(id), 3));
        const made = await Promise.allSettled(making);
        const refused = made.filter((end) => end.status === 'rejected');
        const reason = {
          code: 'too_many_jobs',
          status: 429,
          detail: { limit: 3, jobs: 3, retry_after: 10 },
        };
        expect(refused).toMatchObject(Array.from({ length: 6 }, () => ({ reason })));
        expect((await jobs.list()).total).toBe(3);
        await expect(jobs.checkOpenJobs(3)).rejects.toMatchObject({ code: 'too_many_jobs' });
        await jobs.moveJob(first, ['running'], 'paused');
        await jobs.checkOpenJobs(3);
        await jobs.createJob(newJob(id), 3);
        await jobs.createJob(newJob(id));
      }),
    );

    test(
      'tell where seeds come from that are not all stored, and those of what is removed',
      withStorage(create, async ({ removeDeleted, ...storage }) => {
        const { jobs, pipelines } = storage;
        const { id } = await pipelines.create(definition());
        const make = async (path: string) =>
          (await jobs.createJob({ ...newJob(id), seed_source: { path } })).id;
        const [one, two, three] = [await make('one'), await make('two'), await make('three')];
        await jobs.updateJob(one, { seeds_imported: true });
        expect(await jobs.listUnreadSources()).toEqual([{ path: 'two' }, { path: 'three' }]);
        for (const job of [two, three]) {
          await jobs.moveJob(job, ['pending'], 'cancelled');
          await jobs.deleteJob(job);
        }
        expect(await jobs.listUnreadSources()).toEqual([]);
        const told: unknown[] = [];
        await removeDeleted(undefined, async (source) => void told.push(source));
        expect(told).toEqual([{ path: 'two' }, { path: 'three' }]);
      }),
    );

    test(
      'are deleted with everything but their calls, and late writes do no harm',
      withStorage(create, async (storage) => {
        const { jobs } = storage;
        const { jobId } = await startJob(storage, [
          { seed_index: 0, repetitions: 2, metadata: {} },
        ]);
        const [one, two] = await jobs.claimExecutions(jobId, OWNER, 2);
        if (!one || !two) throw new Error('Two were asked for');
        await jobs.commit(OWNER, [
          { kind: 'call', job_id: jobId, stored: callOf(one, 'hello', 'hi') },
          generated(one, { text: 'hi' }),
        ]);
        await expect(jobs.deleteJob(jobId)).rejects.toMatchObject({ code: 'job_active' });
        await jobs.moveJob(jobId, ['pending'], 'cancelled');
        expect(await jobs.deleteJob(jobId)).toEqual({ jobs: 1, executions: 2, records: 1 });
        await expect(jobs.deleteJob(jobId)).rejects.toMatchObject({ code: 'not_found' });
        const late = await jobs.commit(OWNER, [
          { kind: 'call', job_id: jobId, stored: callOf(two, 'late', 'paid for') },
          { kind: 'memo', job_id: jobId, key: 'k', value: 1 },
          generated(two, { text: 'late' }),
        ]);
        expect(late).toEqual({ refused: [two.id] });
        expect((await storage.records.list()).total).toBe(0);
      }),
    );

    test(
      'what a deleted job bought serves others, each once',
      withStorage(create, async ({ jobs, ...storage }) => {
        const seeds = [{ seed_index: 0, repetitions: 1, metadata: { a: 1 } }];
        const { jobId: old, pipelineId } = await startJob({ jobs, ...storage }, seeds);
        const [bought] = await jobs.claimExecutions(old, OWNER, 1);
        if (!bought) throw new Error('One was asked for');
        const stored = callOf(bought, 'hello', 'hi');
        await jobs.commit(OWNER, [{ kind: 'call', job_id: old, stored }]);
        await jobs.moveJob(old, ['pending'], 'cancelled');
        await jobs.deleteJob(old);
        for (let round = 0; round < 2; round += 1) {
          const { jobId } = await startJob({ jobs, ...storage }, seeds, pipelineId);
          const [execution] = await jobs.claimExecutions(jobId, OWNER, 1);
          const key = { ...stored, execution_id: execution?.id ?? 0 };
          const reused = await jobs.reuseCall(jobId, key);
          expect(reused).toMatchObject({ answer: { text: 'hi' }, reused: true });
          expect(await jobs.reuseCall(jobId, { ...key, n: 1 })).toBeUndefined();
        }
      }),
    );

    test(
      'a commit that fails stores nothing of itself',
      withStorage(create, async (storage) => {
        const { jobId } = await startJob(storage, [
          { seed_index: 0, repetitions: 2, metadata: {} },
        ]);
        const [one, two] = await storage.jobs.claimExecutions(jobId, OWNER, 2);
        if (!one || !two) throw new Error('Two were asked for');
        const broken = generated(two, { text: 'b' });
        if (broken.kind === 'outcome')
          Object.assign(broken.outcome.trace[0] ?? {}, { step_id: null });
        await expect(
          storage.jobs.commit(OWNER, [generated(one, { text: 'a' }), broken]),
        ).rejects.toThrow(/null/iu);
        expect(await storage.jobs.getJob(jobId)).toMatchObject({ current_seed: 0 });
        expect((await storage.records.list()).total).toBe(0);
        const again = [generated(one, { text: 'a' }), generated(two, { text: 'b' })];
        expect(await storage.jobs.commit(OWNER, again)).toEqual({ refused: [] });
      }),
    );

    test(
      'their executions are listed by status and say how they ended',
      withStorage(create, async (storage) => {
        const made = await makeRecords(storage, [{ text: 'a' }, { text: 'b' }, { text: 'c' }]);
        const filter = { job_id: made.jobId, status: 'generated' as const };
        const page = await storage.executions.list({ ...filter, limit: 2 });
        expect(page).toMatchObject({ total: 3 });
        const rest = await storage.executions.list({ ...filter, cursor: page.next_cursor ?? '' });
        const indexes = [...page.items, ...rest.items].map((one) => one.execution_index);
        expect(indexes).toEqual([2, 1, 0]);
        expect(page.items[0]).toMatchObject({
          status: 'generated',
          reason: null,
          usage: { input_tokens: 3, output_tokens: 0, cached_tokens: 0 },
          cost: 0.25,
        });
        const none = await storage.executions.list({ job_id: made.jobId, status: 'failed' });
        expect(none).toEqual({ items: [], total: 0, next_cursor: null });
        await expect(storage.executions.get(4711)).rejects.toMatchObject({ code: 'not_found' });
      }),
    );
  });
}
