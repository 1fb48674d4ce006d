import {
  NotFoundError,
  type Pipeline,
  type ReviewLayout,
  type SavedDefinition,
} from '@datagenflow/contracts';
import { toJson } from '../codecs/json.js';
import {
  EMPTY_LAYOUT,
  hashDefinition,
  indexedFieldsOf,
  pipelineOf,
} from '../codecs/pipeline-codec.js';
import type { Database } from '../database/database.js';
import { deleteJobs, type Removed } from '../jobs/delete-jobs.js';

/** Stored pipelines. */
export class PipelineStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async create(definition: SavedDefinition): Promise<Pipeline> {
    const now = this.#now();
    const row = await this.#database.transact((trx) =>
      trx
        .insertInto('pipelines')
        .values({
          definition: toJson(definition),
          review_layout: toJson(EMPTY_LAYOUT),
          definition_hash: hashDefinition(definition),
          created_at: now,
          updated_at: now,
        })
        .returningAll()
        .executeTakeFirstOrThrow(),
    );
    return pipelineOf(row);
  }

  /** @throws NotFoundError */
  async get(id: number): Promise<Pipeline> {
    const row = await this.#database.reader
      .selectFrom('pipelines')
      .selectAll()
      .where('id', '=', id)
      .where('deleted_at', 'is', null)
      .executeTakeFirst();
    if (row === undefined) throw noPipeline(id);
    return pipelineOf(row);
  }

  /** All pipelines, newest first. */
  async list(): Promise<Pipeline[]> {
    const rows = await this.#database.reader
      .selectFrom('pipelines')
      .selectAll()
      .where('deleted_at', 'is', null)
      .orderBy('id', 'desc')
      .execute();
    return rows.map(pipelineOf);
  }

  /** The newest pipeline that does the same (see {@link hashDefinition}), or null. */
  async findByHash(definitionHash: string): Promise<Pipeline | null> {
    const row = await this.#database.reader
      .selectFrom('pipelines')
      .selectAll()
      .where('definition_hash', '=', definitionHash)
      .where('deleted_at', 'is', null)
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirst();
    return row === undefined ? null : pipelineOf(row);
  }

  /** Replaces the definition; jobs keep the one they were made with. @throws NotFoundError */
  async update(id: number, definition: SavedDefinition): Promise<Pipeline> {
    return this.#change(id, {
      definition: toJson(definition),
      definition_hash: hashDefinition(definition),
    });
  }

  /**
   * Sets how records are shown in review, and which of their fields are indexed. When the indexed
   * fields change, records are filled by `records.refillIndexedFields`. @throws NotFoundError
   */
  async setReviewLayout(id: number, layout: ReviewLayout): Promise<Pipeline> {
    const { kind, transact } = this.#database;
    return transact(async (trx) => {
      const before = await trx
        .selectFrom('pipelines')
        .select('review_layout')
        .where('id', '=', id)
        .where('deleted_at', 'is', null)
        .$if(kind === 'postgres', (query) => query.forUpdate())
        .executeTakeFirst();
      if (before === undefined) throw noPipeline(id);
      const review_layout = toJson(layout);
      const isSame = toJson(indexedFieldsOf(before)) === toJson(layout.indexed_fields ?? []);
      const row = await trx
        .updateTable('pipelines')
        .set({ review_layout, updated_at: this.#now() })
        .$if(!isSame, (query) => query.set({ filled_fields: '[]' }))
        .where('id', '=', id)
        .returningAll()
        .executeTakeFirstOrThrow();
      return pipelineOf(row);
    });
  }

  /** Pipelines whose records don’t have their indexed columns filled yet, oldest first. */
  async toRefill(): Promise<number[]> {
    const rows = await this.#database.reader
      .selectFrom('pipelines')
      .select(['id', 'review_layout', 'filled_fields'])
      .where('deleted_at', 'is', null)
      .orderBy('id')
      .execute();
    return rows
      .filter((row) => toJson(indexedFieldsOf(row)) !== row.filled_fields)
      .map(({ id }) => id);
  }

  /**
   * Deletes a pipeline with its jobs and all that belongs to them, in one transaction: nobody sees
   * any of it any more. The rows are removed by `removeDeleted`.
   * @returns what went with it
   * @throws NotFoundError
   * @throws ConflictError `job_active` while a job of it is pending, running or paused
   */
  async delete(id: number): Promise<Removed> {
    return this.#database.transact(async (trx) => {
      const deleted = await trx
        .updateTable('pipelines')
        .set({ deleted_at: this.#now() })
        .where('id', '=', id)
        .where('deleted_at', 'is', null)
        .returning('id')
        .executeTakeFirst();
      if (deleted === undefined) throw noPipeline(id);
      const jobs = await trx
        .selectFrom('jobs')
        .select('id')
        .where('pipeline_id', '=', id)
        .execute();
      const ids = jobs.map((job) => job.id);
      return deleteJobs(this.#database, trx, ids);
    });
  }

  async #change(
    id: number,
    columns: { definition: string; definition_hash: string },
  ): Promise<Pipeline> {
    const row = await this.#database.transact((trx) =>
      trx
        .updateTable('pipelines')
        .set({ ...columns, updated_at: this.#now() })
        .where('id', '=', id)
        .where('deleted_at', 'is', null)
        .returningAll()
        .executeTakeFirst(),
    );
    if (row === undefined) throw noPipeline(id);
    return pipelineOf(row);
  }

  #now(): string {
    return this.#database.clock.date().toISOString();
  }
}

function noPipeline(id: number): NotFoundError {
  return new NotFoundError(`There is no pipeline ${id}.`);
}
