import type { Json } from '@datagenflow/contracts';
import { fromJson, toJson } from '../codecs/json.js';
import type { Database } from '../database/database.js';

/** Small values that belong to the installation: one JSON value per key. */
export class MetaStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async get(key: string): Promise<Json | undefined> {
    const row = await this.#database.reader
      .selectFrom('meta')
      .select('value')
      .where('key', '=', key)
      .executeTakeFirst();
    return row === undefined ? undefined : fromJson<Json>(row.value);
  }

  async set(key: string, value: Json): Promise<void> {
    const text = toJson(value);
    await this.#database.transact((trx) =>
      trx
        .insertInto('meta')
        .values({ key, value: text })
        .onConflict((conflict) => conflict.column('key').doUpdateSet({ value: text }))
        .execute(),
    );
  }

  async delete(key: string): Promise<void> {
    await this.#database.transact((trx) => trx.deleteFrom('meta').where('key', '=', key).execute());
  }
}
