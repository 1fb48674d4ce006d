import { describe, expect, test } from 'vitest';
import { hashDefinition } from '../codecs/pipeline-codec.js';
import { definition, makeRecords, newJob, startJob } from './samples.js';
import { withStorage, type CreateSubject } from './subject.js';

export function describePipelines(create: CreateSubject): void {
  describe('pipelines', () => {
    test(
      'come back as they were saved, newest first',
      withStorage(create, async ({ pipelines }) => {
        const first = await pipelines.create(definition('Ein „Test“ \u0000'));
        const second = await pipelines.create(definition('Second'));
        expect(first).toMatchObject({
          name: 'Ein „Test“ \u0000',
          definition: definition('Ein „Test“ \u0000'),
          validation_config: { field_order: { primary: [], secondary: [], hidden: [] } },
        });
        expect(await pipelines.get(first.id)).toEqual(first);
        expect(await pipelines.list()).toEqual([second, first]);
      }),
    );

    test(
      'are changed without touching their review layout',
      withStorage(create, async ({ pipelines }) => {
        const { id } = await pipelines.create(definition());
        const layout = {
          field_order: { primary: ['text'], secondary: [], hidden: ['raw'] },
          indexed_fields: ['score'],
        };
        await pipelines.setReviewLayout(id, layout);
        const updated = await pipelines.update(id, definition('New name'));
        expect(updated).toMatchObject({ name: 'New name', validation_config: layout });
        expect(await pipelines.get(id)).toEqual(updated);
      }),
    );

    test(
      'are found by what they do, wherever their steps are drawn',
      withStorage(create, async ({ pipelines }) => {
        await pipelines.create(definition());
        const newer = await pipelines.create(definition());
        const { layout: _, ...same } = definition();
        expect(await pipelines.findByHash(hashDefinition(same))).toEqual(newer);
        expect(await pipelines.findByHash(hashDefinition(definition('Other')))).toBeNull();
      }),
    );

    test(
      'that do not exist are errors of their own kind',
      withStorage(create, async ({ pipelines }) => {
        const missing = { code: 'not_found', status: 404 };
        await expect(pipelines.get(99)).rejects.toMatchObject(missing);
        await expect(pipelines.update(99, definition())).rejects.toMatchObject(missing);
        await expect(pipelines.delete(99)).rejects.toMatchObject(missing);
      }),
    );

    test(
      'take all that belongs to them when they go, and nothing else (DEV-11)',
      withStorage(create, async (storage) => {
        const gone = await makeRecords(storage, [{ text: 'a' }, { text: 'b' }]);
        const kept = await makeRecords(storage, [{ text: 'c' }]);
        await storage.records.update(gone.ids[0] ?? 0, { status: 'accepted' }, 'ann');
        const removed = await storage.pipelines.delete(gone.pipelineId);
        expect(removed).toEqual({ jobs: 1, executions: 2, records: 2 });
        await expect(storage.jobs.getJob(gone.jobId)).rejects.toMatchObject({ code: 'not_found' });
        expect((await storage.records.list()).items.map(({ id }) => id)).toEqual(kept.ids);
        expect(await storage.records.history(gone.ids[0] ?? 0)).toEqual([]);
        expect((await storage.executions.list({ job_id: gone.jobId })).total).toBe(0);
      }),
    );

    test(
      'stay while a job of them is not over (DEV-11)',
      withStorage(create, async (storage) => {
        const { pipelineId, jobId } = await startJob(storage, []);
        for (const status of ['pending', 'running', 'paused'] as const) {
          await storage.jobs.moveJob(jobId, ['pending', 'running'], status);
          await expect(storage.pipelines.delete(pipelineId)).rejects.toMatchObject({
            code: 'job_active',
            status: 409,
            detail: { job_id: jobId, status },
          });
        }
        await storage.jobs.moveJob(jobId, ['paused'], 'cancelled');
        expect(await storage.pipelines.delete(pipelineId)).toMatchObject({ jobs: 1 });
      }),
    );

    test(
      'must exist for a job to be made (DEV-11)',
      withStorage(create, async ({ jobs }) => {
        await expect(jobs.createJob(newJob(4711))).rejects.toMatchObject({
          code: 'reference_missing',
          status: 404,
        });
      }),
    );
  });
}
