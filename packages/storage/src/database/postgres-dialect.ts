import {
  PostgresDialect,
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  type QueryResult,
  type TransactionSettings,
} from './kysely.js';
import { translateError } from './translate-error.js';

/** kysely’s own dialect; what the driver throws is translated once, here. */
export class TranslatingPostgresDialect extends PostgresDialect {
  override createDriver(): Driver {
    return new TranslatingDriver(super.createDriver());
  }
}

class TranslatingDriver implements Driver {
  readonly #driver: Driver;

  constructor(driver: Driver) {
    this.#driver = driver;
  }

  async init(): Promise<void> {
    await this.#driver.init();
  }

  async acquireConnection(): Promise<TranslatingConnection> {
    return new TranslatingConnection(await translated(this.#driver.acquireConnection()));
  }

  async releaseConnection({ inner }: TranslatingConnection): Promise<void> {
    await this.#driver.releaseConnection(inner);
  }

  async beginTransaction(
    { inner }: TranslatingConnection,
    settings: TransactionSettings,
  ): Promise<void> {
    await translated(this.#driver.beginTransaction(inner, settings));
  }

  async commitTransaction({ inner }: TranslatingConnection): Promise<void> {
    await translated(this.#driver.commitTransaction(inner));
  }

  async rollbackTransaction({ inner }: TranslatingConnection): Promise<void> {
    await translated(this.#driver.rollbackTransaction(inner));
  }

  async destroy(): Promise<void> {
    await this.#driver.destroy();
  }
}

class TranslatingConnection implements DatabaseConnection {
  readonly inner: DatabaseConnection;

  constructor(inner: DatabaseConnection) {
    this.inner = inner;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    return translated(this.inner.executeQuery<R>(query));
  }

  streamQuery<R>(query: CompiledQuery, size: number): AsyncIterableIterator<QueryResult<R>> {
    return this.inner.streamQuery<R>(query, size);
  }
}

async function translated<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw translateError(error);
  }
}
