import assert from 'node:assert/strict';
import path from 'node:path';
import { exportLines } from '@datagenflow/runtime';
import Sqlite from 'better-sqlite3';
import type { Benchmark, BenchmarkOptions, Figure, Round } from '../harness/benchmark.ts';
import { makeRecords, type ManyRecords } from '../harness/make-records.ts';
import { growthExponent } from '../harness/statistics.ts';
import { createTemporaryDirectory } from '../harness/temporary-directory.ts';
import { timeOnce } from '../harness/time.ts';

const RAW = 'a raw read of the rows';
const MB = 1024 ** 2;

/** An export as JSONL, against reading the same rows with the driver alone. */
export const exportOfMany: Benchmark = { name: 'export', run };

async function run({ isQuick, noise }: BenchmarkOptions): Promise<Figure[]> {
  const sizes = isQuick ? [1_000, 10_000, 50_000] : [10_000, 100_000, 1_000_000];
  const largest = sizes.at(-1) ?? 0;
  const points = [];
  const speeds: Round[] = [];
  const memory: Round[] = [];
  for (const size of sizes) {
    await using directory = await createTemporaryDirectory();
    await using records = await makeRecords(path.join(directory.path, 'many.db'), size);
    const rounds = size === largest && !isQuick ? 3 : 1;
    for (let round = 0; round < rounds; round += 1) {
      noise.sample();
      const raw = await timeOnce(async () => assert.equal(readRaw(records), size));
      const { ms, peakMb } = await measureExport(records, size);
      if (round === 0) points.push({ size, cost: ms });
      if (size !== largest) continue;
      speeds.push({ measured: size / ms, against: { [RAW]: size / raw } });
      memory.push({ measured: peakMb, against: { 'the limit': 64 } });
    }
  }
  const growth = { of: 'records', from: sizes[0] ?? 0, to: largest };
  return [
    {
      id: 'P10',
      name: `export of ${largest} records`,
      unit: 'records/ms',
      rounds: speeds,
      targets: [{ against: RAW, atLeast: 0.5 }],
      growth: { ...growth, exponent: growthExponent(points) },
    },
    {
      id: 'R15',
      name: `memory that an export of ${largest} records takes`,
      unit: 'MB',
      rounds: memory,
      targets: [{ against: 'the limit', atMost: 1 }],
    },
  ];
}

async function measureExport({ storage, jobId }: ManyRecords, size: number) {
  const before = process.memoryUsage.rss();
  let peak = before;
  let lines = 0;
  const ms = await timeOnce(async () => {
    for await (const chunk of exportLines({ storage }, { job_id: jobId })) {
      for (let at = chunk.indexOf('\n'); at >= 0; at = chunk.indexOf('\n', at + 1)) lines += 1;
      peak = Math.max(peak, process.memoryUsage.rss());
    }
  });
  assert.equal(lines, size);
  return { ms, peakMb: (peak - before) / MB };
}

/** Reads what an export needs, row by row. */
function readRaw({ path: file }: ManyRecords): number {
  const database = new Sqlite(file, { readonly: true });
  try {
    const rows = database
      .prepare(
        `select records.id, status, fields, edits, metadata, records.created_at, updated_at
        from records join seeds using (job_id, seed_index) where deleted_at is null
        order by records.id desc`,
      )
      .iterate();
    let count = 0;
    for (const row of rows) count += row === undefined ? 0 : 1;
    return count;
  } finally {
    database.close();
  }
}
