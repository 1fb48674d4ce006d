import type { Database } from '../database/database.js';
import { findRecords, type FoundRecords, type RecordRequest } from './find-records.js';
import { FinderThread } from './finder-thread.js';

const MOST_SKIPPED = 1_000;

/**
 * Finds records: what an index answers at once here, all else in a thread with a connection of its
 * own, where it keeps nobody waiting.
 */
export class RecordFinder implements AsyncDisposable {
  readonly #database: Database;
  readonly #limitMs: number;
  #thread: FinderThread | undefined;

  /** @param limitMs longest search of one request */
  constructor(database: Database, limitMs: number) {
    this.#database = database;
    this.#limitMs = limitMs;
  }

  /** @throws ConfigError `filter_invalid`; ValidationError `limit_invalid`, `cursor_invalid` */
  async find(request: RecordRequest): Promise<FoundRecords> {
    const { place } = this.#database;
    if (place === null || isQuick(request)) {
      return findRecords(this.#database, request, this.#limitMs);
    }
    if (this.#thread === undefined || this.#thread.isOver) {
      this.#thread = new FinderThread(place, this.#limitMs);
    }
    return this.#thread.find(request);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#thread?.[Symbol.asyncDispose]();
  }
}

function isQuick({ q, fields, sort, offset = 0 }: RecordRequest): boolean {
  const isById = sort === undefined || sort === 'id' || sort === '-id';
  return q === undefined && fields === undefined && isById && offset <= MOST_SKIPPED;
}
