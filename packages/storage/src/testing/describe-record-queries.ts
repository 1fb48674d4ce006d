import type { JsonObject, RecordFilter } from '@datagenflow/contracts';
import { describe, expect, test } from 'vitest';
import type { RecordRequest } from '../records/find-records.js';
import type { Storage } from '../open-storage.js';
import { makeRecords } from './samples.js';
import { withStorage, type CreateSubject } from './subject.js';

const VALUES: JsonObject[] = [
  { name: 'alpha', score: 3, deep: { tags: ['red', 'GREEN'] } },
  { name: 'beta', score: 1.5, good: true },
  { name: '100%', score: '7', good: false },
  { name: "x' or 1=1 --", score: null },
  { score: 12, 'a.b': 'dotted' },
  { name: 'Ünïcode 🌞' },
];

/** Numbers, then texts, then what has none; among equal ones by id. */
const ORDERS: Record<string, number[]> = {
  score: [1, 0, 4, 2, 3, 5],
  '-score': [2, 4, 0, 1, 5, 3],
  name: [2, 0, 1, 3, 5, 4],
  '-name': [5, 3, 1, 0, 2, 4],
  id: [0, 1, 2, 3, 4, 5],
  '-cost': [5, 4, 3, 2, 1, 0],
  created_at: [0, 1, 2, 3, 4, 5],
};

export function describeRecordQueries(create: CreateSubject): void {
  describe('records are found', () => {
    const cases: [string, RecordFilter['fields'], number[]][] = [
      ['a number', { 'accumulated_state.score': { gte: 3 } }, [4, 0]],
      ['a number, sent as text', { 'accumulated_state.score': { gt: '1.5', lt: '12' } }, [0]],
      ['a number or the text of it', { 'accumulated_state.score': { eq: '7' } }, [2]],
      ['text', { 'accumulated_state.name': { eq: "x' or 1=1 --" } }, [3]],
      ['text in order', { 'accumulated_state.name': { gte: 'b', lt: 'y' } }, [3, 1]],
      ['a boolean', { 'accumulated_state.good': { eq: 'true' } }, [1]],
      [
        'what differs, or is not there',
        { 'accumulated_state.good': { ne: true } },
        [5, 4, 3, 2, 0],
      ],
      ['a part, in any case', { 'accumulated_state.name': { contains: 'ÜNÏ' } }, [5]],
      ['a path', { 'accumulated_state.deep.tags.1': { eq: 'GREEN' } }, [0]],
      ['a part of what is below', { 'accumulated_state.deep': { contains: 'green' } }, [0]],
      ['a name with a dot', { 'accumulated_state.a.b': { eq: 'dotted' } }, [4]],
      ['a field that is there', { 'accumulated_state.score': { exists: true } }, [4, 2, 1, 0]],
      ['metadata', { 'metadata.topic': { eq: 'cats' } }, [5, 4, 3, 2, 1, 0]],
      ['other metadata', { 'metadata.topic': { eq: 'dogs' } }, []],
      ['a column', { cost: { lt: 1 }, edited: { eq: 'false' } }, [5, 4, 3, 2, 1, 0]],
      ['a time', { created_at: { gt: '2000-01-01T00:00:00Z', lt: '2001-01-01' } }, []],
      ['a status', { status: { ne: 'pending' } }, []],
    ];
    test(
      `by ${cases.map(([name]) => name).join('; ')}`,
      withStorage(create, async (storage) => {
        const { ids } = await makeRecords(storage, VALUES);
        for (const [name, fields, expected] of cases) {
          const found = await positions(storage, ids, { fields: fields ?? {} });
          expect({ name, found }).toEqual({ name, found: expected });
        }
      }),
    );

    test(
      'the same whether a column of theirs is filled or not',
      withStorage(create, async (storage) => {
        const { ids, pipelineId } = await makeRecords(storage, VALUES);
        await storage.records.update(ids[0] ?? 0, { fields: { score: 2 } }, 'ann');
        const filters: RecordRequest[] = [
          { fields: { 'accumulated_state.score': { gte: 2, lt: 12 } } },
          { fields: { 'accumulated_state.score': { eq: '7' } } },
          { fields: { 'accumulated_state.good': { eq: true } } },
          { fields: { 'accumulated_state.name': { lt: 'b', gte: '!' } } },
          { fields: { 'accumulated_state.name': { eq: 'Ünïcode 🌞' } } },
        ];
        const find = (filter: RecordRequest) =>
          positions(storage, ids, { ...filter, pipeline_id: pipelineId });
        const slow = await Promise.all(filters.map(find));
        await index(storage, pipelineId, ['score', 'good', 'name']);
        for (const [i, filter] of filters.entries()) {
          expect(await find(filter)).toEqual(slow[i]);
          const page = await storage.records.list({ ...filter, pipeline_id: pipelineId, limit: 1 });
          expect(page).toMatchObject({ is_exact: true, total: slow[i]?.length });
        }
        expect(slow).toEqual([[0], [2], [1], [2, 0], [5]]);
      }),
    );

    test(
      `in order of ${Object.keys(ORDERS).join(', ')}, page by page, each once`,
      withStorage(create, async (storage) => {
        const { ids, pipelineId } = await makeRecords(storage, VALUES);
        await index(storage, pipelineId, ['score', 'name']);
        for (const [name, expected] of Object.entries(ORDERS)) {
          const sort = name.replace(/^(-?)(?=score|name)/, '$1accumulated_state.');
          const request = { pipeline_id: pipelineId, sort };
          const found = await positions(storage, ids, request);
          expect({ name, found }).toEqual({ name, found: expected });
          const paged: number[] = [];
          for (let cursor: string | null | undefined; cursor !== null;) {
            const place = cursor === undefined ? {} : { cursor };
            const page = await storage.records.list({ ...request, limit: 2, ...place });
            expect(page.total).toBe(6);
            paged.push(...page.items.map(({ id }) => ids.indexOf(id)));
            cursor = page.next_cursor;
          }
          expect({ name, paged }).toEqual({ name, paged: expected });
        }
      }),
    );

    test(
      'row 32: by any text, taken as it is',
      withStorage(create, async (storage) => {
        const { ids } = await makeRecords(storage, VALUES);
        const found = (q: string) => positions(storage, ids, { q });
        expect(await found('ALPHA')).toEqual([0]);
        expect(await found('%')).toEqual([2]);
        expect(await found('_')).toEqual([]);
        expect(await found('%'.repeat(50_000))).toEqual([]);
        expect(await found('"NEAR("')).toEqual([]);
        expect(await found("x' or")).toEqual([3]);
        expect(await found('🌞')).toEqual([5]);
        const page = await storage.records.list({ q: 'e', limit: 1 });
        expect(page).toMatchObject({ total: 2, is_exact: false, is_partial: false });
        expect(page.next_cursor).not.toBeNull();
      }),
    );

    const refused: [string, RecordRequest][] = [
      ['a sort key that is none', { sort: 'api_key' }],
      ['SQL as a sort key', { sort: 'id;drop table records' }],
      ['SQL as a sort field', { sort: 'accumulated_state.x"; drop table records' }],
      ['a field of another table', { fields: { 'user.password': { eq: 'x' } } }],
      ['a column that is not shown', { fields: { field_1_text: { eq: 'x' } } }],
      ['an operator that is none', { fields: { id: { 'or 1=1': 1 } as object } }],
      ['an id that is no number', { fields: { id: { eq: '1 or 1=1' } } }],
      ['a time that is none', { fields: { created_at: { gt: 'yesterday' } } }],
      ['a boolean that is none', { fields: { edited: { eq: 2 } } }],
      [
        '21 conditions',
        {
          fields: Object.fromEntries(
            Array.from({ length: 21 }, (_, i) => [`metadata.${i}`, { eq: i }]),
          ),
        },
      ],
    ];
    test(
      'row 31: not by what is not in the map of fields',
      withStorage(create, async ({ records }) => {
        for (const [name, request] of refused) {
          const refusal = await records.list(request).catch((error: unknown) => error);
          expect({ name, refusal }).toMatchObject({
            name,
            refusal: { code: 'filter_invalid', status: 422 },
          });
        }
      }),
    );

    test(
      'not from a place in another order',
      withStorage(create, async (storage) => {
        await makeRecords(storage, VALUES);
        const { next_cursor } = await storage.records.list({ limit: 1 });
        const request = { sort: 'id', cursor: next_cursor ?? '' };
        await expect(storage.records.list(request)).rejects.toMatchObject({
          code: 'cursor_invalid',
        });
      }),
    );
  });
}

async function positions(
  { records }: Storage,
  ids: readonly number[],
  request: RecordRequest,
): Promise<number[]> {
  return (await records.list(request)).items.map(({ id }) => ids.indexOf(id));
}

async function index({ pipelines, records }: Storage, id: number, names: string[]): Promise<void> {
  const field_order = { primary: [], secondary: [], hidden: [] };
  await pipelines.setReviewLayout(id, { field_order, indexed_fields: names });
  await records.refillIndexedFields(id);
}
