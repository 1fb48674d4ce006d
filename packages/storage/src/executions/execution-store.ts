import { NotFoundError, type Execution, type ExecutionStatus } from '@datagenflow/contracts';
import { executionOf } from '../codecs/execution-codec.js';
import type { Database } from '../database/database.js';
import { hiddenJobs } from '../jobs/hidden-jobs.js';
import { readPage, type Page, type PageRequest } from '../paging/page.js';
import { loadTrace } from './load-trace.js';

/** Which executions a list shows. */
export interface ExecutionFilter {
  job_id: number;
  status?: ExecutionStatus;
}

/** Executions as users see them: how each ended and why. */
export class ExecutionStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Executions of a job, newest first, without traces. */
  async list(request: ExecutionFilter & PageRequest): Promise<Page<Execution>> {
    const { reader } = this.#database;
    let matching = reader
      .selectFrom('executions')
      .selectAll()
      .where('job_id', '=', request.job_id)
      .where('job_id', 'not in', hiddenJobs(reader));
    if (request.status !== undefined) matching = matching.where('status', '=', request.status);
    const page = await readPage(matching, request);
    return { ...page, items: page.items.map(executionOf) };
  }

  /** One execution; with `trace`, what each step read, wrote and cost. @throws NotFoundError */
  async get(id: number, include: { trace?: boolean } = {}): Promise<Execution> {
    const { kind, reader } = this.#database;
    const row = await reader
      .selectFrom('executions')
      .selectAll()
      .where('id', '=', id)
      .where('job_id', 'not in', hiddenJobs(reader))
      .executeTakeFirst();
    if (row === undefined) throw new NotFoundError(`There is no execution ${id}.`);
    const execution = executionOf(row);
    return include.trace === true
      ? { ...execution, trace: await loadTrace(kind, reader, row) }
      : execution;
  }
}
