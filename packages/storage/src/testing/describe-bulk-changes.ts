import type { BulkAction } from '@datagenflow/contracts';
import { describe, expect, test } from 'vitest';
import { openStorage, type Storage } from '../open-storage.js';
import type { BulkScope } from '../records/bulk-change.js';
import { clock31DaysOn, makeRecords } from './samples.js';
import { withStorage, type CreateSubject } from './subject.js';

const MANY = Array.from({ length: 1_203 }, (_, n) => ({ n }));

export function describeBulkChanges(create: CreateSubject): void {
  describe('many records', () => {
    const change = ({ records }: Storage, action: BulkAction, scope: BulkScope) =>
      records.change({ action, scope }, 'ann');
    const statuses = async ({ records }: Storage, ids: readonly number[]) =>
      Promise.all(ids.map(async (id) => (await records.get(id)).status));

    test(
      'are decided on by id, noted in the history of each',
      withStorage(create, async (storage) => {
        const { ids } = await makeRecords(storage, [{ n: 0 }, { n: 1 }, { n: 2 }]);
        const [one = 0, two = 0, three = 0] = ids;
        await storage.records.update(one, { status: 'accepted' }, 'bob');
        const done = await change(storage, 'accept', { ids: [one, two, two, 4711] });
        expect(done).toEqual({ action_id: expect.any(Number) as number, count: 1 });
        expect(await statuses(storage, ids)).toEqual(['accepted', 'accepted', 'pending']);
        expect(await storage.records.history(two)).toMatchObject([
          {
            action_id: done.action_id,
            kind: 'status',
            actor: 'ann',
            before: { status: 'pending' },
            after: { status: 'accepted' },
          },
        ]);
        expect(await storage.records.history(three)).toEqual([]);
        expect(await change(storage, 'accept', { ids: [one] })).toEqual({
          action_id: null,
          count: 0,
        });
      }),
    );

    test(
      'are decided on by filter, in short transactions, and undone where they did not change since',
      withStorage(create, async (storage) => {
        const { ids, jobId } = await makeRecords(storage, MANY);
        const others = await makeRecords(storage, [{ n: 0 }]);
        await change(storage, 'reject', { ids: ids.slice(0, 3) });
        const done = await change(storage, 'accept', { filter: { job_id: jobId } });
        expect(done.count).toBe(1_203);
        expect((await storage.records.list({ status: 'accepted' })).total).toBe(1_203);
        expect(await statuses(storage, others.ids)).toEqual(['pending']);
        await storage.records.update(ids[1] ?? 0, { fields: { n: 'edited' } }, 'bob');
        const undone = await storage.records.undo(done.action_id ?? 0, 'carl');
        expect(undone).toEqual({ undone: 1_202, skipped: 1 });
        expect(await statuses(storage, ids.slice(0, 4))).toEqual([
          'rejected',
          'accepted',
          'rejected',
          'pending',
        ]);
        expect((await storage.records.history(ids[0] ?? 0))[0]).toMatchObject({
          kind: 'undo',
          actor: 'carl',
          before: { status: 'accepted' },
          after: { status: 'rejected' },
        });
        await expect(storage.records.undo(done.action_id ?? 0, 'carl')).rejects.toMatchObject({
          code: 'action_undone',
          status: 409,
        });
        await expect(storage.records.undo(4711, 'carl')).rejects.toMatchObject({
          code: 'not_found',
        });
      }),
    );

    test(
      'are found for a decision by what no column holds',
      withStorage(create, async (storage) => {
        const { ids } = await makeRecords(storage, MANY);
        const filter = { fields: { 'accumulated_state.n': { gte: 600 } } };
        expect(await change(storage, 'accept', { filter })).toMatchObject({ count: 603 });
        expect(await statuses(storage, ids.slice(599, 601))).toEqual(['pending', 'accepted']);
        const still = { ...filter, status: 'pending' as const };
        expect(await change(storage, 'reject', { filter: still })).toEqual({
          action_id: null,
          count: 0,
        });
        expect(await change(storage, 'reset', { filter: { status: 'accepted' } })).toMatchObject({
          count: 603,
        });
      }),
    );

    test(
      'are hidden, and come back within 30 days; then they are removed',
      withStorage(create, async (storage) => {
        const { ids } = await makeRecords(storage, [{ n: 0 }, { n: 1 }, { n: 2 }]);
        const [one = 0] = ids;
        const done = await change(storage, 'delete', { ids: [one] });
        await expect(storage.records.get(one)).rejects.toMatchObject({ code: 'not_found' });
        await expect(
          storage.records.update(one, { status: 'accepted' }, 'ann'),
        ).rejects.toMatchObject({ code: 'not_found' });
        expect((await storage.records.history(one))[0]).toMatchObject({
          kind: 'delete',
          after: { deleted: true },
        });
        expect(await storage.removeDeleted()).toBe(0);
        expect(await storage.records.undo(done.action_id ?? 0, 'ann')).toMatchObject({ undone: 1 });
        expect((await storage.records.get(one)).accumulated_state).toEqual({ n: 0 });
        const all = await change(storage, 'delete', { filter: {} });
        expect(all.count).toBe(3);
        expect((await storage.records.list()).total).toBe(0);
      }),
    );

    test(
      'are counted by job and status, whatever happens to them',
      withStorage(create, async (storage, { checkCounts }) => {
        const one = await makeRecords(storage, [{ n: 0 }, { n: 1 }, { n: 2 }]);
        const two = await makeRecords(storage, [{ n: 3 }, { n: 4 }], one.pipelineId);
        const [first = 0, second = 0] = one.ids;
        await storage.records.update(first, { status: 'accepted', fields: { n: 9 } }, 'ann');
        const done = await change(storage, 'reject', { ids: [first, ...two.ids] });
        await checkCounts();
        const gone = await change(storage, 'delete', { ids: [first, second] });
        await checkCounts();
        await storage.records.undo(gone.action_id ?? 0, 'ann');
        await storage.records.undo(done.action_id ?? 0, 'ann');
        await checkCounts();
        const total = async (filter: object) => (await storage.records.list(filter)).total;
        expect(await total({ pipeline_id: one.pipelineId })).toBe(5);
        expect(await total({ job_id: one.jobId, status: 'pending' })).toBe(2);
        await storage.jobs.deleteJob(one.jobId);
        expect(await total({ pipeline_id: one.pipelineId })).toBe(2);
        await storage.removeDeleted();
        await checkCounts();
        expect(await total({})).toBe(2);
      }),
    );

    test(
      'can be brought back after a restart, but not when it is too late',
      withStorage(create, async (storage, { options }) => {
        if (options.path === ':memory:') return;
        const { ids } = await makeRecords(storage, [{ n: 0 }, { n: 1 }]);
        const first = await change(storage, 'delete', { ids });
        const second = await change(storage, 'accept', { ids });
        expect(second.count).toBe(0);
        await using again = await openStorage(options);
        expect(await again.records.undo(first.action_id ?? 0, 'ann')).toMatchObject({ undone: 2 });
        const third = await change(storage, 'delete', { ids });
        const later = { ...clock31DaysOn(), ...options };
        await using late = await openStorage(later);
        await expect(late.records.undo(third.action_id ?? 0, 'ann')).rejects.toMatchObject({
          code: 'action_expired',
        });
        expect(await late.removeDeleted()).toBe(2);
        expect(await storage.records.history(ids[0] ?? 0)).toEqual([]);
      }),
    );
  });
}
