import { CompiledQuery } from '../database/kysely.js';
import { expect, test } from 'vitest';
import { openDatabase } from '../open-storage.js';
import { migrate } from '../migrations/migrate.js';
import { matchingRecords } from './record-filter.js';
import { orderBy, readOrder, START } from './record-order.js';
import { planFilter } from './plan-filter.js';
import type { RecordRequest } from './find-records.js';

const indexed = ['score', 'name'];

const cases: [RecordRequest, string][] = [
  [{}, 'SCAN records'],
  [{ status: 'pending' }, 'records_by_status'],
  [{ job_id: 1 }, 'records_by_job '],
  [{ job_id: 1, status: 'pending' }, 'records_by_job_status'],
  [{ pipeline_id: 1 }, 'records_by_pipeline '],
  [{ pipeline_id: 1, status: 'accepted' }, 'records_by_pipeline_status'],
  [{ fields: { created_at: { gte: '2026-01-01' } }, sort: '-created_at' }, 'records_by_created_at'],
  [{ sort: 'created_at' }, 'records_by_created_at'],
  [{ pipeline_id: 1, sort: '-cost' }, 'records_by_cost'],
  [{ pipeline_id: 1, sort: 'accumulated_state.score' }, 'records_by_field_1_number'],
  [
    {
      pipeline_id: 1,
      sort: '-accumulated_state.score',
      fields: { 'accumulated_state.score': { gte: 3 } },
    },
    'records_by_field_1_number',
  ],
  [
    { pipeline_id: 1, fields: { 'accumulated_state.name': { eq: 'x' } } },
    'records_by_field_2_text',
  ],
];

test.each(cases)('%j is read from an index, already in order', async (request, index) => {
  const plan = await explain(request);
  expect(plan).toContain(index);
  expect(plan).not.toContain('TEMP B-TREE');
});

test('row 31: names reach SQL from the map only, values as parameters', async () => {
  const { sql, parameters } = await compile({
    status: 'pending',
    pipeline_id: 7,
    sort: '-cost',
    fields: {
      cost: { lt: 0.5 },
      edited: { eq: true },
      'accumulated_state.name': { eq: "x' or 1" },
    },
  });
  expect(sql).toMatchInlineSnapshot(
    `"select "id", "cost" as "sorted" from "records" where "deleted_at" is null and "status" = ? and "pipeline_id" = ? and "cost" < ? and "edited" = ? and "field_2_text" = ? and "cost" is not null order by "cost" desc, "id" desc limit ?"`,
  );
  expect(parameters).toMatchInlineSnapshot(`
    [
      "pending",
      7,
      0.5,
      1,
      "x' or 1",
      50,
    ]
  `);
});

async function explain(request: RecordRequest): Promise<string> {
  await using opened = await openEmpty();
  const { sql, parameters } = compileOn(opened.reader, request);
  const query = CompiledQuery.raw(`explain query plan ${sql}`, [...parameters]);
  const { rows } = await opened.reader.executeQuery<{ detail: string }>(query);
  return rows.map(({ detail }) => `${detail} `).join('\n');
}

async function compile(request: RecordRequest): Promise<CompiledQuery> {
  await using opened = await openEmpty();
  return compileOn(opened.reader, request);
}

function compileOn(
  reader: Parameters<typeof matchingRecords>[0],
  { sort = '-id', ...filter }: RecordRequest,
): CompiledQuery {
  const plan = planFilter(filter, indexed);
  let query = matchingRecords(reader, plan.columns, false);
  for (const condition of plan.conditions) query = query.where(condition);
  return orderBy(query.select('id'), readOrder(sort, indexed, plan.present), START)
    .limit(50)
    .compile();
}

async function openEmpty() {
  const database = await openDatabase({ path: ':memory:' });
  await migrate(database);
  return { reader: database.reader, [Symbol.asyncDispose]: () => database.close() };
}
