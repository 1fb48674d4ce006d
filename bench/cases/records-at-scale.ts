import assert from 'node:assert/strict';
import path from 'node:path';
import type { RecordRequest } from '@datagenflow/storage';
import type { Benchmark, BenchmarkOptions, Figure, Round } from '../harness/benchmark.ts';
import { makeRecords, type ManyRecords } from '../harness/make-records.ts';
import { growthExponent, quantile } from '../harness/statistics.ts';
import { createTemporaryDirectory } from '../harness/temporary-directory.ts';
import { timeOnce } from '../harness/time.ts';

const limitMs = 50;
const PAGE = 50;

/** A look at many records, and how many it shows in all, as a share. */
interface Look {
  name: string;
  request: (records: ManyRecords, deep: string) => RecordRequest;
  share: number;
}

const looks: readonly Look[] = [
  { name: 'first page', request: () => ({}), share: 1 },
  { name: 'page in the middle, by cursor', request: (_, cursor) => ({ cursor }), share: 1 },
  {
    name: 'by status and job',
    request: ({ jobId }) => ({ job_id: jobId, status: 'accepted' }),
    share: 1 / 3,
  },
  {
    name: 'by an indexed field, in its order',
    request: ({ pipelineId }) => ({
      pipeline_id: pipelineId,
      fields: { 'accumulated_state.score': { gte: 99 } },
      sort: '-accumulated_state.score',
    }),
    share: 1 / 100,
  },
  {
    name: 'in order of cost',
    request: ({ pipelineId }) => ({ pipeline_id: pipelineId, sort: '-cost' }),
    share: 1,
  },
];

/** A page of a list, with the count of all that it is a page of; 95th percentile. */
export const recordsAtScale: Benchmark = { name: 'records-at-scale', run };

async function run({ isQuick, noise }: BenchmarkOptions): Promise<Figure[]> {
  const sizes = isQuick ? [1_000, 10_000, 100_000] : [10_000, 100_000, 1_000_000];
  const repeats = isQuick ? 20 : 60;
  const largest = sizes.at(-1) ?? 0;
  const rounds = new Map<string, Round[]>(looks.map(({ name }) => [name, []]));
  const points = new Map<string, { size: number; cost: number }[]>();
  for (const size of sizes) {
    await using directory = await createTemporaryDirectory();
    await using records = await makeRecords(path.join(directory.path, 'many.db'), size);
    const cursor = await cursorInTheMiddle(records, size);
    for (const look of looks) {
      noise.sample();
      const cost = await measure(records, look, cursor, repeats, size);
      points.set(look.name, [...(points.get(look.name) ?? []), { size, cost }]);
      const round = { measured: cost, against: { 'the limit': limitMs } };
      if (size === largest) rounds.get(look.name)?.push(round);
    }
  }
  return looks.map(({ name }) => ({
    id: 'P9',
    name: `${largest} records: ${name}, p95`,
    unit: 'ms',
    rounds: rounds.get(name) ?? [],
    targets: [{ against: 'the limit', atMost: 1 }],
    growth: {
      of: 'records',
      from: sizes[0] ?? 0,
      to: largest,
      exponent: growthExponent(points.get(name) ?? []),
    },
  }));
}

async function measure(
  records: ManyRecords,
  { request, share }: Look,
  cursor: string,
  repeats: number,
  size: number,
): Promise<number> {
  const asked = { ...request(records, cursor), limit: PAGE };
  const times: number[] = [];
  for (let i = 0; i < repeats + 1; i += 1) {
    const time = await timeOnce(async () => {
      const { items, total } = await records.storage.records.list(asked);
      assert.equal(items.length, Math.min(PAGE, Math.floor(size * share)));
      assert(Math.abs(total - size * share) <= 1 + size / 1_000, `${total} of ${size}`);
    });
    if (i > 0) times.push(time);
  }
  return quantile(times, 0.95);
}

async function cursorInTheMiddle({ storage }: ManyRecords, size: number): Promise<string> {
  const { next_cursor } = await storage.records.list({
    limit: 1,
    fields: { id: { lte: Math.floor(size / 2) } },
  });
  assert(next_cursor !== null);
  return next_cursor;
}
