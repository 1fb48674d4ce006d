import { describe, expect, test } from 'vitest';
import { definition, generated, newJob } from './samples.js';
import { withStorage, type CreateSubject } from './subject.js';

const SUPERSEDED = { code: 'runner_superseded', status: 409 };
const seed = (index: number) => ({ seed_index: index, repetitions: 1, metadata: {} });

/** What a runner that was thought gone may still do. */
export function describeFencing(create: CreateSubject): void {
  describe('runners that were superseded', () => {
    test(
      'row 54: change no job any more, whatever they hold or try',
      withStorage(create, async (storage, { otherJobs: present }) => {
        const old = storage.jobs;
        const { id: pipelineId } = await storage.pipelines.create(definition());
        const { id } = await old.createJob(newJob(pipelineId));
        await old.releaseAbandoned('old');
        await old.importSeeds(id, [seed(0), seed(1)]);
        await old.moveJob(id, ['pending'], 'running');
        const [held] = await old.claimExecutions(id, 'old', 1);
        if (held === undefined) throw new Error('There is one');

        expect(await present.releaseAbandoned('present')).toBe(1);
        const claimed = await present.claimExecutions(id, 'present', 2);
        expect(claimed).toHaveLength(2);
        const before = await present.getJob(id);

        expect(await old.commit('old', [generated(held, { text: 'late' })])).toEqual({
          refused: [held.id],
        });
        const key = { execution_id: held.id, step_id: 's', attempt: 1, request_hash: 'h', n: 0 };
        const refused = [
          () => old.claimExecutions(id, 'old', 1),
          () => old.importSeeds(id, [seed(2)]),
          () => old.moveJob(id, ['running'], 'completed'),
          () => old.updateJob(id, { error: 'late' }),
          () => old.retryFailed(id, ['running'], { steps: [] }),
          () => old.releaseExecutions('present', [held.id]),
          () => old.repeatSeeds(id, 1),
          () => old.dropSurplus(id, { seed_index: 0, repetition: 0, branch: '' }),
          () => old.patchRecords(id, { step_id: 's', block_type: 'S' }, []),
          () => old.reuseMemo(id, 'key'),
          () => old.releaseAbandoned('old'),
        ];
        for (const attempt of refused) await expect(attempt()).rejects.toMatchObject(SUPERSEDED);
        expect(await old.reuseCall(id, key)).toBeUndefined();

        expect(await present.getJob(id)).toEqual(before);
        expect(await present.countExecutions(id)).toEqual({ running: 2 });
        await present.commit(
          'present',
          claimed.map((one) => generated(one, { text: 'once' })),
        );
        expect(await present.moveJob(id, ['running'], 'completed')).toBe(true);
        expect((await storage.records.list({ job_id: id })).total).toBe(2);
      }),
    );

    test(
      'row 54: take along who changes jobs for them',
      withStorage(create, async ({ jobs: server, pipelines }, { otherJobs: runner }) => {
        let owner: string | undefined;
        server.actFor(() => owner);
        const { id: pipelineId } = await pipelines.create(definition());
        await runner.releaseAbandoned('one');
        const { id } = await server.createJob(newJob(pipelineId));
        owner = 'one';
        await server.createJob(newJob(pipelineId));
        await runner.releaseAbandoned('two');
        const refused = [
          () => server.createJob(newJob(pipelineId)),
          () => server.deleteJob(id),
          () => server.moveJob(id, ['pending'], 'cancelled'),
        ];
        for (const attempt of refused) await expect(attempt()).rejects.toMatchObject(SUPERSEDED);
        expect((await server.list()).total).toBe(2);
        owner = undefined;
        expect(await server.moveJob(id, ['pending'], 'cancelled')).toBe(true);
      }),
    );

    test(
      'row 54: who runs nothing is not refused',
      withStorage(create, async ({ jobs, pipelines }, { otherJobs }) => {
        const { id: pipelineId } = await pipelines.create(definition());
        await otherJobs.releaseAbandoned('one');
        await otherJobs.releaseAbandoned('two');
        const { id } = await jobs.createJob(newJob(pipelineId));
        expect(await otherJobs.moveJob(id, ['pending'], 'cancelled')).toBe(true);
        expect(await jobs.deleteJob(id)).toMatchObject({ jobs: 1 });
      }),
    );
  });
}
