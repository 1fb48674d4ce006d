import { NotFoundError } from '@datagenflow/contracts';
import type { Transaction } from 'kysely';
import type { Database } from '../database/database.js';
import type { RowUpdate, RowWriter } from '../database/row-writer.js';
import type { Schema } from '../database/schema.js';
import { queryByIds, selectByIds } from '../database/select-by-ids.js';
import { COUNTED, JobCounter, type CountedRow, type CounterRow } from './job-counter.js';

const COUNTED_COLUMNS = Object.keys(COUNTED) as (keyof CountedRow)[];

const LOCK = queryByIds((ids, kind) => {
  const lock = kind === 'postgres' ? 'for update' : '';
  const columns = ['id', 'pipeline_id', 'options', ...COUNTED_COLUMNS].join(', ');
  return `select ${columns} from jobs where id in ${ids} order by id ${lock}`;
});

const SAVE: RowUpdate = {
  name: 'save counters',
  types: ['bigint', ...Object.values(COUNTED)],
  text: (values) => `
    update jobs set ${COUNTED_COLUMNS.map((name, i) => `${name} = v.column${i + 2}`).join(', ')}
    from ${values} where jobs.id = v.column1`,
};

/**
 * Reads the counters of jobs and keeps others from changing them until the transaction ends. Jobs
 * are locked before their executions, in order of id, so that no two writers wait for each other.
 */
export async function lockJobs(
  { kind, rows }: Pick<Database, 'kind' | 'rows'>,
  trx: Transaction<Schema>,
  ids: readonly number[],
): Promise<JobCounters> {
  return new JobCounters(await selectByIds<CounterRow>(kind, trx, LOCK, ids), rows);
}

/** The counters of some jobs within a transaction; `save` writes those that changed. */
export class JobCounters {
  readonly #jobs: ReadonlyMap<number, JobCounter>;
  readonly #writer: RowWriter;

  constructor(rows: readonly CounterRow[], writer: RowWriter) {
    this.#jobs = new Map(rows.map((row) => [row.id, new JobCounter(row)]));
    this.#writer = writer;
  }

  /** The counter of a job, or undefined when the job is gone. */
  find(id: number): JobCounter | undefined {
    return this.#jobs.get(id);
  }

  /** @throws NotFoundError */
  require(id: number): JobCounter {
    const job = this.#jobs.get(id);
    if (job === undefined) throw new NotFoundError(`There is no job ${id}.`);
    return job;
  }

  async save(trx: Transaction<Schema>): Promise<void> {
    const changed = [...this.#jobs].filter(([, job]) => job.isChanged);
    const tuples = changed.map(([id, job]) => {
      const row = job.toRow();
      return [id, ...COUNTED_COLUMNS.map((name) => row[name])];
    });
    await this.#writer.update(trx, SAVE, tuples);
  }
}
