import type { DataRecord, Execution } from '@datagenflow/contracts';
import { checkIntegrity, openStorage, type Page, type PageRequest } from '@datagenflow/storage';
import { expectEqual, expectNone, type Check } from '../drill.ts';

/** What a job of the drill has to leave behind. */
export interface Wanted {
  jobId: number;
  seeds: number;
  repetitions: number;
  /** Branches that each execution ends in; absent: one, without a name. */
  branches?: readonly string[];
  /** Whether a record holds what its own seed, and no other, has to come to. */
  isRight: (record: DataRecord) => boolean;
  /** Records that were seen while it ran, by id, as {@link fingerprint} wrote them. */
  seen: ReadonlyMap<number, string>;
}

/** Reads the database that is left and holds it against the promises. */
export async function checkStored(path: string, wanted: Wanted): Promise<Check[]> {
  const { problems, dangling } = await checkIntegrity(path);
  await using storage = await openStorage({ path, readOnly: true });
  const { jobId: job_id, seeds, repetitions, branches = [''], seen } = wanted;
  const job = await storage.jobs.getJob(job_id);
  const executions = await readAll((page) => storage.executions.list({ job_id, ...page }));
  const records = await readAll((page) => storage.records.list({ job_id, ...page }));
  const leaves = executions.filter(({ status }) => status !== 'fanned_out');
  const count = seeds * repetitions * branches.length;
  const places = Array.from({ length: seeds * repetitions }, (_, index) =>
    branches.map((branch) => `${index % seeds}/${Math.floor(index / seeds)}/${branch}`),
  ).flat();
  const byId = new Map(records.map((record) => [record.id, fingerprint(record)]));
  return [
    expectNone('the database is whole (integrity_check)', problems),
    expectNone('every row’s parent is there (foreign_key_check)', dangling),
    expectEqual('the job is completed, and its counters are right', countersOf(job), {
      status: 'completed',
      total_seeds: count,
      current_seed: count,
      records_generated: count,
      records_failed: 0,
      records_filtered: 0,
    }),
    expectEqual(
      'each seed and repetition has exactly one outcome',
      leaves.map(placeOf).sort(),
      places.sort(),
    ),
    expectNone(
      'each outcome is a generated one',
      leaves.filter(({ status }) => status !== 'generated'),
    ),
    expectEqual(
      'each outcome has exactly one record',
      records.map(({ execution_id }) => execution_id).sort(ascending),
      leaves.map(({ id }) => id).sort(ascending),
    ),
    expectNone(
      'each record is whole and of its own seed',
      records.filter((record) => !isOwn(record) || !wanted.isRight(record)),
    ),
    expectEqual(
      'no two records hold the same answer',
      new Set(records.map(({ accumulated_state }) => accumulated_state['assistant'])).size,
      records.length,
    ),
    expectNone(
      'what was seen as stored is there, unchanged',
      [...seen].filter(([id, text]) => byId.get(id) !== text).map(([id]) => id),
    ),
    expectEqual(
      'each call is billed once: the usage of the job is that of its executions',
      job.usage,
      sumUsage(executions),
    ),
  ];
}

/** What may never change in a record that nobody edits. */
export function fingerprint(record: DataRecord): string {
  const { id, execution_id, seed_index, repetition, branch, accumulated_state, usage } = record;
  return JSON.stringify([
    id,
    execution_id,
    seed_index,
    repetition,
    branch,
    accumulated_state,
    usage,
  ]);
}

async function readAll<T>(list: (page: PageRequest) => Promise<Page<T>>): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | null | undefined;
  while (cursor !== null) {
    const page = await list({ limit: 1_000, ...(cursor !== undefined && { cursor }) });
    items.push(...page.items);
    cursor = page.next_cursor;
  }
  return items;
}

function countersOf(job: { status: string; total_seeds: number; current_seed: number } & Counts) {
  const { status, total_seeds, current_seed } = job;
  const { records_generated, records_failed, records_filtered } = job;
  return {
    status,
    total_seeds,
    current_seed,
    records_generated,
    records_failed,
    records_filtered,
  };
}

interface Counts {
  records_generated: number;
  records_failed: number;
  records_filtered: number;
}

function placeOf({ seed_index, repetition, branch }: Execution): string {
  return `${seed_index}/${repetition}/${branch}`;
}

function isOwn({ metadata, seed_index }: DataRecord): boolean {
  return metadata['number'] === seed_index;
}

function sumUsage(executions: readonly Execution[]) {
  const sum = { input_tokens: 0, output_tokens: 0, cached_tokens: 0 };
  for (const { usage } of executions) {
    sum.input_tokens += usage.input_tokens;
    sum.output_tokens += usage.output_tokens;
    sum.cached_tokens += usage.cached_tokens;
  }
  return sum;
}

function ascending(a: number, b: number): number {
  return a - b;
}
