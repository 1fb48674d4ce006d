import { NotFoundError, type Execution, type ExecutionStatus } from '@datagenflow/contracts';
import { executionOf } from '../codecs/execution-codec.js';
import type { Database } from '../database/database.js';
import { cutPage, idOfCursor, limitOf, type Page, type PageRequest } from '../paging/page.js';
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
    const limit = limitOf(request);
    let matching = reader.selectFrom('executions').where('job_id', '=', request.job_id);
    if (request.status !== undefined) matching = matching.where('status', '=', request.status);
    const { total } = await matching
      .select((eb) => eb.fn.countAll<number>().as('total'))
      .executeTakeFirstOrThrow();
    let query = matching
      .selectAll()
      .orderBy('id', 'desc')
      .limit(limit + 1);
    if (request.cursor !== undefined) query = query.where('id', '<', idOfCursor(request.cursor));
    if (request.offset !== undefined) query = query.offset(request.offset);
    const { rows, next_cursor } = cutPage(await query.execute(), limit);
    return { items: rows.map(executionOf), total, next_cursor };
  }

  /** One execution; with `trace`, what each step read, wrote and cost. @throws NotFoundError */
  async get(id: number, include: { trace?: boolean } = {}): Promise<Execution> {
    const { kind, reader } = this.#database;
    const row = await reader
      .selectFrom('executions')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst();
    if (row === undefined) throw new NotFoundError(`There is no execution ${id}.`);
    const execution = executionOf(row);
    return include.trace === true
      ? { ...execution, trace: await loadTrace(kind, reader, row) }
      : execution;
  }
}
