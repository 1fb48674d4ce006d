import { plainText } from '../codecs/plain-text.js';
import type { Database } from '../database/database.js';

/** A browser that is signed in. Times are ISO 8601 in UTC. */
export interface StoredSession {
  /** What stands for the session’s secret, which is not stored. */
  digest: string;
  /** Name for the history of records. */
  actor: string;
  created_at: string;
  expires_at: string;
}

/** Browsers that are signed in. */
export class SessionStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Stores a session, and drops those that have expired. */
  async create(session: StoredSession): Promise<void> {
    const now = this.#database.clock.date().toISOString();
    await this.#database.transact(async (trx) => {
      await trx.deleteFrom('sessions').where('expires_at', '<=', now).execute();
      const actor = plainText(session.actor);
      await trx
        .insertInto('sessions')
        .values({ ...session, actor })
        .execute();
    });
  }

  /** The session, unless there is none or it has expired. */
  async find(digest: string): Promise<StoredSession | null> {
    const now = this.#database.clock.date().toISOString();
    const row = await this.#database.reader
      .selectFrom('sessions')
      .selectAll()
      .where('digest', '=', digest)
      .where('expires_at', '>', now)
      .executeTakeFirst();
    return row ?? null;
  }

  /** Moves its end. */
  async prolong(digest: string, expiresAt: string): Promise<void> {
    await this.#database.transact((trx) =>
      trx
        .updateTable('sessions')
        .set({ expires_at: expiresAt })
        .where('digest', '=', digest)
        .execute(),
    );
  }

  async delete(digest: string): Promise<void> {
    await this.#database.transact((trx) =>
      trx.deleteFrom('sessions').where('digest', '=', digest).execute(),
    );
  }
}
