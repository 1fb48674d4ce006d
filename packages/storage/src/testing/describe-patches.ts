import type { StoredRecord } from '@datagenflow/contracts';
import { describe, expect, test } from 'vitest';
import type { Storage } from '../open-storage.js';
import { makeRecords } from './samples.js';
import { withStorage, type CreateSubject } from './subject.js';

const STEP = { step_id: 'rank-1', block_type: 'Rank' };

/** What job-wide steps change in records, as users see it. */
export function describePatches(create: CreateSubject): void {
  describe('records that a job has too many of', () => {
    test(
      'are filtered, unless they were reviewed: these are counted',
      withStorage(create, async (storage, { checkCounts }) => {
        const values = Array.from({ length: 5 }, (_, n) => ({ n }));
        const { ids, jobId } = await makeRecords(storage, values);
        const [kept = 0, surplus = 0, decided = 0, edited = 0, deleted = 0] = ids;
        await storage.records.update(decided, { status: 'accepted' }, 'ann');
        await storage.records.update(edited, { fields: { n: 20 } }, 'ann');
        await hide(storage, deleted);
        const behind = { repetition: 0, seed_index: 0, branch: '' };
        for (const dropped of [1, 0]) {
          const report = await storage.jobs.dropSurplus(jobId, behind);
          expect(report).toEqual({ dropped, reviewed: 3 });
        }
        const { items } = await storage.records.list({ job_id: jobId });
        expect(items.map(({ id }) => id)).toEqual([edited, decided, kept]);
        await expect(storage.records.get(surplus)).rejects.toMatchObject({ code: 'not_found' });
        expect(await storage.jobs.getJob(jobId)).toMatchObject({
          records_generated: 4,
          records_filtered: 1,
        });
        await checkCounts();
      }),
    );
  });

  describe('patches of job-wide steps', () => {
    test(
      'show in the record, its trace and its indexed fields; earlier entries stay true',
      withStorage(create, async (storage, { indexedColumns }) => {
        const { ids, jobId, pipelineId } = await makeRecords(storage, [{ text: 'raw', n: 1 }]);
        const layout = { primary: [], secondary: [], hidden: [] };
        await storage.pipelines.setReviewLayout(pipelineId, {
          field_order: layout,
          indexed_fields: ['rank'],
        });
        const [id = 0] = ids;
        const fields = { text: 'clean', rank: 7 };
        await storage.jobs.patchRecords(jobId, STEP, [{ record_id: id, fields }]);
        const record = await storage.records.get(id, { trace: true });
        expect(record).toMatchObject({
          accumulated_state: { text: 'clean', n: 1, rank: 7 },
          status: 'pending',
          edited: false,
        });
        expect(record.trace).toMatchObject([
          { step_id: 'write-1', output: { text: 'raw', n: 1 } },
          {
            step_id: 'rank-1',
            block_type: 'Rank',
            status: 'ok',
            input: { topic: 'cats', text: 'raw', n: 1 },
            output: fields,
            accumulated_state: { topic: 'cats', n: 1, ...fields },
          },
        ]);
        expect(record.trace).toHaveLength(2);
        expect(await indexedColumns(ids)).toEqual([{ field_1_number: 7 }]);
      }),
    );

    test(
      'leave what was reviewed as it is, and say so',
      withStorage(create, async (storage) => {
        const values = [{ n: 0 }, { n: 1 }, { n: 2 }, { n: 3 }];
        const { ids, jobId } = await makeRecords(storage, values);
        const [free = 0, decided = 0, edited = 0, deleted = 0] = ids;
        await storage.records.update(decided, { status: 'accepted' }, 'ann');
        await storage.records.update(edited, { fields: { n: 20 } }, 'ann');
        await hide(storage, deleted);
        const report = await storage.jobs.patchRecords(
          jobId,
          STEP,
          ids.map((record_id) => ({ record_id, drop: 'not wanted' })),
        );
        expect(report).toEqual({ reviewed: [decided, edited, deleted], unknown: [] });
        const { items } = await storage.records.list({ job_id: jobId });
        expect(items.map(({ id, accumulated_state }) => [id, accumulated_state])).toEqual([
          [edited, { n: 20 }],
          [decided, { n: 1 }],
        ]);
        await expect(storage.records.get(free)).rejects.toMatchObject({ code: 'not_found' });
        const read = await readAll(storage, jobId);
        expect(read.map(({ fields }) => fields)).toEqual([{ n: 1 }, { n: 2 }]);
        expect(await storage.jobs.getJob(jobId)).toMatchObject({
          records_generated: 3,
          records_filtered: 1,
        });
      }),
    );

    test(
      'that were applied before the review are not reported when they come again',
      withStorage(create, async (storage) => {
        const { ids, jobId } = await makeRecords(storage, [{ n: 0 }]);
        const [id = 0] = ids;
        const patch = { record_id: id, fields: { rank: 1 } };
        await storage.jobs.patchRecords(jobId, STEP, [patch]);
        await storage.records.update(id, { status: 'accepted' }, 'ann');
        const again = await storage.jobs.patchRecords(jobId, STEP, [patch]);
        expect(again.reviewed).toEqual([]);
        const other = { record_id: id, fields: { rank: 2 } };
        const changed = await storage.jobs.patchRecords(jobId, STEP, [other]);
        expect(changed.reviewed).toEqual([id]);
      }),
    );

    test(
      'of a dropped record stay in the trace of its execution',
      withStorage(create, async (storage) => {
        const { ids, jobId } = await makeRecords(storage, [{ n: 0 }]);
        const [id = 0] = ids;
        const patch = { record_id: id, fields: { rank: 1 }, drop: 'duplicate' };
        const { execution_id } = await storage.records.get(id);
        await storage.jobs.patchRecords(jobId, STEP, [patch]);
        const execution = await storage.executions.get(execution_id, { trace: true });
        expect(execution).toMatchObject({
          status: 'filtered',
          reason: { code: 'dropped', message: 'duplicate' },
          step_id: 'rank-1',
        });
        expect(execution.trace?.at(-1)).toMatchObject({
          status: 'filtered',
          output: { rank: 1 },
          accumulated_state: { topic: 'cats', n: 0, rank: 1 },
        });
      }),
    );
  });
}

async function hide(storage: Storage, id: number): Promise<void> {
  await storage.records.change({ scope: { ids: [id] }, action: 'delete' }, 'ann');
}

async function readAll(storage: Storage, jobId: number): Promise<StoredRecord[]> {
  const records: StoredRecord[] = [];
  for await (const page of storage.jobs.readRecords(jobId, { steps: [] })) records.push(...page);
  return records;
}
