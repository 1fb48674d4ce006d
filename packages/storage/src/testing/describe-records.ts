import { describe, expect, test } from 'vitest';
import type { ExportRow } from '../records/export-pages.js';
import { makeRecords } from './samples.js';
import { withStorage, type CreateSubject } from './subject.js';

export function describeRecords(create: CreateSubject): void {
  describe('records', () => {
    test(
      'show the seed’s metadata and what was written',
      withStorage(create, async (storage) => {
        const { ids, jobId, pipelineId } = await makeRecords(storage, [{ text: '{"a":1}', n: 2 }]);
        const record = await storage.records.get(ids[0] ?? 0);
        expect(record).toMatchObject({
          job_id: jobId,
          pipeline_id: pipelineId,
          seed_index: 0,
          repetition: 0,
          branch: '',
          metadata: { topic: 'cats' },
          accumulated_state: { text: '{"a":1}', n: 2 },
          output: '{"text":"{\\"a\\":1}","n":2}',
          status: 'pending',
          edited: false,
          usage: { input_tokens: 3, output_tokens: 0, cached_tokens: 0 },
          cost: 0.25,
          models: ['demo'],
        });
        expect(record).not.toHaveProperty('trace');
        await expect(storage.records.get(4711)).rejects.toMatchObject({ code: 'not_found' });
      }),
    );

    test(
      'are listed by filter, newest first, with an exact total (DEV-04)',
      withStorage(create, async (storage) => {
        const { records } = storage;
        const one = await makeRecords(storage, [{ n: 0 }, { n: 1 }, { n: 2 }]);
        const two = await makeRecords(storage, [{ n: 3 }], one.pipelineId);
        const three = await makeRecords(storage, [{ n: 4 }]);
        await records.update(one.ids[1] ?? 0, { status: 'accepted' }, 'ann');
        await records.update(one.ids[2] ?? 0, { fields: { n: 22 } }, 'ann');
        const found = async (filter: Parameters<typeof records.list>[0]) => {
          const { items, total } = await records.list(filter);
          expect(total).toBe(items.length);
          return items.map((record) => record.accumulated_state['n']);
        };
        expect(await found({})).toEqual([4, 3, 22, 1, 0]);
        expect(await found({ status: 'accepted' })).toEqual([1]);
        expect(await found({ job_id: one.jobId })).toEqual([22, 1, 0]);
        expect(await found({ job_id: one.jobId, status: 'pending' })).toEqual([22, 0]);
        expect(await found({ pipeline_id: one.pipelineId })).toEqual([3, 22, 1, 0]);
        expect(await found({ pipeline_id: three.pipelineId, status: 'rejected' })).toEqual([]);
        expect(await found({ edited: true })).toEqual([22]);
        expect(await found({ edited: false, job_id: two.jobId })).toEqual([3]);
      }),
    );

    test(
      'come in pages, by cursor or by offset',
      withStorage(create, async (storage) => {
        const { records } = storage;
        const values = Array.from({ length: 7 }, (_, n) => ({ n }));
        await makeRecords(storage, values);
        const seen: unknown[] = [];
        for (let cursor: string | null | undefined; cursor !== null;) {
          const page = await records.list({ limit: 3, ...(cursor ? { cursor } : {}) });
          expect(page.total).toBe(7);
          seen.push(...page.items.map((record) => record.accumulated_state['n']));
          cursor = page.next_cursor;
        }
        expect(seen).toEqual([6, 5, 4, 3, 2, 1, 0]);
        const skipped = await records.list({ limit: 2, offset: 4 });
        expect(skipped.items.map((record) => record.accumulated_state['n'])).toEqual([2, 1]);
        await expect(records.list({ cursor: 'nonsense' })).rejects.toMatchObject({
          code: 'cursor_invalid',
        });
        await expect(records.list({ limit: 0 })).rejects.toMatchObject({ code: 'limit_invalid' });
      }),
    );

    test(
      'are exported page by page, whatever is written meanwhile',
      withStorage(create, async (storage) => {
        const values = Array.from({ length: 120 }, (_, n) => ({ n }));
        const { jobId, ids } = await makeRecords(storage, values);
        await storage.records.update(ids[5] ?? 0, { fields: { n: 'five', more: 1 } }, 'ann');
        await storage.records.update(ids[6] ?? 0, { metadata: { topic: 'dogs' } }, 'ann');
        const seen: ExportRow[] = [];
        let pages = 0;
        for await (const page of storage.records.exportPages({ job_id: jobId })) {
          seen.push(...page);
          pages += 1;
          await makeRecords(storage, [{ n: 99 }]);
        }
        expect(pages).toBeGreaterThan(1);
        expect(seen.map(({ id }) => id)).toEqual(ids.toReversed());
        const states = seen.map((row) => JSON.parse(row.accumulated_state) as unknown);
        const expected = values.map((value) => (value.n === 5 ? { n: 'five', more: 1 } : value));
        expect(states).toEqual(expected.toReversed());
        expect(seen.filter(({ metadata }) => metadata === '{"topic":"dogs"}')).toHaveLength(1);
      }),
    );

    test(
      'keep what was generated beside what was edited, and who did it (DEV-04)',
      withStorage(create, async (storage) => {
        const { records } = storage;
        const { ids } = await makeRecords(storage, [{ text: 'as made', score: 1, raw: 'x' }]);
        const id = ids[0] ?? 0;
        const edited = await records.update(
          id,
          { status: 'accepted', fields: { text: 'better', note: null } },
          'ann',
        );
        expect(edited).toMatchObject({
          status: 'accepted',
          edited: true,
          accumulated_state: { text: 'better', score: 1, raw: 'x', note: null },
        });
        const replaced = await records.update(id, { replace_fields: { text: 'only' } }, 'bob');
        expect(replaced.accumulated_state).toEqual({ text: 'only' });
        expect(replaced.output).toBe('{"text":"only"}');
        const moved = await records.update(id, { metadata: { topic: 'dogs' } }, 'bob');
        expect(moved.metadata).toEqual({ topic: 'dogs' });
        const reset = await records.update(
          id,
          {
            replace_fields: { text: 'as made', score: 1, raw: 'x' },
            metadata: { topic: 'cats' },
          },
          'ann',
        );
        expect(reset).toMatchObject({ edited: false, status: 'accepted' });
        const history = await records.history(id);
        expect(history.map(({ kind, actor }) => [kind, actor])).toEqual([
          ['edit', 'ann'],
          ['edit', 'bob'],
          ['edit', 'bob'],
          ['status', 'ann'],
          ['edit', 'ann'],
        ]);
        expect(history[4]).toMatchObject({
          record_id: id,
          action_id: null,
          before: { fields: { text: 'as made' } },
          after: { fields: { text: 'better', note: null } },
        });
        expect(history[3]).toMatchObject({
          before: { status: 'pending' },
          after: { status: 'accepted' },
        });
        expect(history[1]).toMatchObject({
          before: { metadata: { topic: 'cats' } },
          after: { metadata: { topic: 'dogs' } },
        });
      }),
    );

    test(
      'an update that changes nothing leaves no trace',
      withStorage(create, async (storage) => {
        const { ids } = await makeRecords(storage, [{ text: 'a' }]);
        const before = await storage.records.get(ids[0] ?? 0);
        const after = await storage.records.update(
          before.id,
          { status: 'pending', fields: { text: 'a' }, metadata: { topic: 'cats' } },
          'ann',
        );
        expect(after).toEqual(before);
        expect(await storage.records.history(before.id)).toEqual([]);
        await expect(
          storage.records.update(4711, { status: 'accepted' }, 'ann'),
        ).rejects.toMatchObject({ code: 'not_found' });
      }),
    );

    test(
      'go with their job for good when it is deleted, edits and history too (DEV-11)',
      withStorage(create, async (storage) => {
        const { records } = storage;
        const { ids, jobId } = await makeRecords(storage, [{ n: 0 }, { n: 1 }, { n: 2 }]);
        const kept = await makeRecords(storage, [{ n: 3 }]);
        const [one = 0] = ids;
        await records.update(one, { status: 'accepted' }, 'ann');
        expect(await records.deleteByJob(jobId)).toEqual({ jobs: 1, executions: 3, records: 3 });
        expect(await records.deleteByJob(jobId)).toEqual({ jobs: 0, executions: 0, records: 0 });
        expect((await records.list()).items.map(({ id }) => id)).toEqual(kept.ids);
        expect((await records.list()).total).toBe(1);
        expect((await records.list({ q: 'x' })).total).toBe(0);
        await expect(records.get(one)).rejects.toMatchObject({ code: 'not_found' });
        expect(await records.history(one)).toEqual([]);
        expect(await storage.removeDeleted()).toBeGreaterThanOrEqual(4);
        expect(await storage.removeDeleted()).toBe(0);
        expect((await records.list()).items.map(({ id }) => id)).toEqual(kept.ids);
      }),
    );

    test(
      'fill their indexed columns when written, when edited and when the choice changes',
      withStorage(create, async (storage, { indexedColumns }) => {
        const { pipelineId } = await makeRecords(storage, []);
        const layout = { field_order: { primary: [], secondary: [], hidden: [] } };
        const indexed = (...fields: string[]) =>
          storage.pipelines.setReviewLayout(pipelineId, { ...layout, indexed_fields: fields });
        await indexed('score', 'text');
        const long = { score: 0.5, text: 'x'.repeat(5_000) };
        const { ids } = await makeRecords(storage, [long, { text: 'a\u0000b' }], pipelineId);
        expect(await indexedColumns(ids)).toEqual([
          { field_1_number: 0.5, field_2_text: 'x'.repeat(256) },
          { field_2_text: 'a\u2400b' },
        ]);
        await storage.records.update(ids[1] ?? 0, { fields: { score: true } }, 'ann');
        expect((await indexedColumns(ids))[1]).toEqual({
          field_1_number: 1,
          field_2_text: 'a\u2400b',
        });
        await indexed('text');
        expect(await storage.pipelines.toRefill()).toEqual([pipelineId]);
        expect(await storage.records.refillIndexedFields(pipelineId)).toBe(2);
        expect(await storage.pipelines.toRefill()).toEqual([]);
        await indexed('score');
        await indexed('text');
        expect(await storage.pipelines.toRefill()).toEqual([pipelineId]);
        expect(await indexedColumns(ids)).toEqual([
          { field_1_text: 'x'.repeat(256) },
          { field_1_text: 'a\u2400b' },
        ]);
      }),
    );
  });
}
