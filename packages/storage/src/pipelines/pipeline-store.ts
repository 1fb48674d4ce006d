import {
  NotFoundError,
  type Pipeline,
  type ReviewLayout,
  type SavedDefinition,
} from '@datagenflow/contracts';
import { toJson } from '../codecs/json.js';
import { EMPTY_LAYOUT, hashDefinition, pipelineOf } from '../codecs/pipeline-codec.js';
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
      .executeTakeFirst();
    if (row === undefined) throw noPipeline(id);
    return pipelineOf(row);
  }

  /** All pipelines, newest first. */
  async list(): Promise<Pipeline[]> {
    const rows = await this.#database.reader
      .selectFrom('pipelines')
      .selectAll()
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
    return this.#change(id, { review_layout: toJson(layout) });
  }

  /**
   * Deletes a pipeline with its jobs and all that belongs to them, in one transaction.
   * @returns what went with it
   * @throws NotFoundError
   * @throws ConflictError `job_active` while a job of it is pending, running or paused
   */
  async delete(id: number): Promise<Removed> {
    return this.#database.transact(async (trx) => {
      const jobs = await trx
        .selectFrom('jobs')
        .select('id')
        .where('pipeline_id', '=', id)
        .execute();
      const removed = await deleteJobs(
        this.#database,
        trx,
        jobs.map((job) => job.id),
      );
      const deleted = await trx
        .deleteFrom('pipelines')
        .where('id', '=', id)
        .returning('id')
        .executeTakeFirst();
      if (deleted === undefined) throw noPipeline(id);
      return removed;
    });
  }

  async #change(
    id: number,
    columns: { definition: string; definition_hash: string } | { review_layout: string },
  ): Promise<Pipeline> {
    const row = await this.#database.transact((trx) =>
      trx
        .updateTable('pipelines')
        .set({ ...columns, updated_at: this.#now() })
        .where('id', '=', id)
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
