import {
  NotFoundError,
  type JsonObject,
  type Model,
  type ModelKind,
  type ModelLimits,
  type ModelPrices,
} from '@datagenflow/contracts';
import type { Insertable, Selectable, Transaction } from 'kysely';
import { fromJsonOrNull, toJson, toJsonOrNull } from '../codecs/json.js';
import { modelOf } from '../codecs/model-codec.js';
import type { Database } from '../database/database.js';
import type { ModelTable, Schema } from '../database/schema.js';
import { keepOneDefault, makeDefault } from './model-default.js';

/** A key as it is stored: encrypted for exactly one model. */
export interface SealedKey {
  /** Null: it was removed because the endpoint moved away from `origin`; a new one is wanted. */
  envelope: string | null;
  /** Its last characters, to recognise it by. */
  last4: string;
  /** Origin of the endpoint it was entered for. */
  origin: string;
}

/** Encrypts a key for the model with this id, which is part of what is sealed. */
export type SealKey = (modelId: number) => SealedKey;

/** A model to be configured. */
export interface NewModel {
  kind: ModelKind;
  name: string;
  provider: string;
  endpoint: string;
  model_name: string;
  dimensions?: number | null;
  limits?: ModelLimits;
  prices?: ModelPrices | null;
  is_default?: boolean;
}

/** What of a model changes. `key`: absent leaves it, null removes it. */
export type ModelChange = Partial<Omit<NewModel, 'kind'>> & { key?: SealKey | null };

/** Configured models. Of each kind with any models, exactly one is the default. */
export class ModelStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Models of a kind in order of name; without a kind, all. */
  async list(kind?: ModelKind): Promise<Model[]> {
    let query = this.#database.reader.selectFrom('models').selectAll();
    if (kind !== undefined) query = query.where('kind', '=', kind);
    const models = (await query.execute()).map(modelOf);
    return models.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.id - b.id));
  }

  /** @throws NotFoundError */
  async get(id: number): Promise<Model> {
    return modelOf(await this.#row(id));
  }

  async findByName(kind: ModelKind, name: string): Promise<Model | null> {
    return this.#find((row) => row.kind === kind && row.name === name);
  }

  async findDefault(kind: ModelKind): Promise<Model | null> {
    return this.#find((row) => row.kind === kind && row.is_default);
  }

  /** @throws ConflictError `already_exists` when the name is taken */
  async create(model: NewModel, sealKey?: SealKey): Promise<Model> {
    const now = this.#database.clock.date().toISOString();
    return this.#database.transact(async (trx) => {
      const { id } = await trx
        .insertInto('models')
        .values({ ...newRow(model), created_at: now, updated_at: now })
        .returning('id')
        .executeTakeFirstOrThrow();
      return this.#finish(trx, id, { is_default: model.is_default ?? false, key: sealKey ?? null });
    });
  }

  /**
   * At another endpoint, or as another model there, what was found out is forgotten.
   * @throws NotFoundError
   * @throws ConflictError `already_exists` when the new name is taken
   */
  async update(id: number, change: ModelChange): Promise<Model> {
    const now = this.#database.clock.date().toISOString();
    return this.#database.transact(async (trx) => {
      const { key: _, is_default: __, limits, prices, ...columns } = change;
      const before = await trx
        .selectFrom('models')
        .select(REACHED_BY)
        .where('id', '=', id)
        .executeTakeFirst();
      if (before === undefined) throw noModel(id);
      const isOther = REACHED_BY.some((name) => (columns[name] ?? before[name]) !== before[name]);
      await trx
        .updateTable('models')
        .set({
          ...columns,
          ...(isOther ? { capabilities: null } : {}),
          ...(limits === undefined ? {} : { limits: toJson(limits) }),
          ...(prices === undefined ? {} : { prices: toJsonOrNull(prices) }),
          updated_at: now,
        })
        .where('id', '=', id)
        .execute();
      return this.#finish(trx, id, change);
    });
  }

  /** When it was the default, another takes its place. @throws NotFoundError */
  async delete(id: number): Promise<void> {
    await this.#database.transact(async (trx) => {
      const deleted = await trx
        .deleteFrom('models')
        .where('id', '=', id)
        .returning('kind')
        .executeTakeFirst();
      if (deleted === undefined) throw noModel(id);
      await keepOneDefault(trx, deleted.kind);
    });
  }

  /** @throws NotFoundError */
  async setDefault(id: number): Promise<Model> {
    return this.update(id, { is_default: true });
  }

  /** The stored key, or what is left of one that was removed; else null. @throws NotFoundError */
  async readKey(id: number): Promise<SealedKey | null> {
    const { key_envelope, key_last4, key_origin } = await this.#row(id);
    return key_origin === null
      ? null
      : { envelope: key_envelope, last4: key_last4 ?? '', origin: key_origin };
  }

  /** What was found out about the endpoint, or null. @throws NotFoundError */
  async readCapabilities(id: number): Promise<JsonObject | null> {
    return fromJsonOrNull((await this.#row(id)).capabilities);
  }

  async saveCapabilities(id: number, capabilities: JsonObject | null): Promise<void> {
    await this.#database.transact((trx) =>
      trx
        .updateTable('models')
        .set({ capabilities: toJsonOrNull(capabilities) })
        .where('id', '=', id)
        .execute(),
    );
  }

  async #finish(
    trx: Transaction<Schema>,
    id: number,
    { key, is_default }: ModelChange,
  ): Promise<Model> {
    if (key !== undefined) {
      const sealed = key?.(id);
      await trx
        .updateTable('models')
        .set({
          key_envelope: sealed?.envelope ?? null,
          key_last4: sealed?.last4 ?? null,
          key_origin: sealed?.origin ?? null,
        })
        .where('id', '=', id)
        .execute();
    }
    const { kind } = await trx
      .selectFrom('models')
      .select('kind')
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    if (is_default !== undefined) await makeDefault(trx, kind, id, is_default);
    await keepOneDefault(trx, kind, id);
    const row = await trx
      .selectFrom('models')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    return modelOf(row);
  }

  async #find(matches: (model: Model) => boolean): Promise<Model | null> {
    return (await this.list()).find(matches) ?? null;
  }

  async #row(id: number): Promise<Selectable<ModelTable>> {
    const row = await this.#database.reader
      .selectFrom('models')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst();
    if (row === undefined) throw noModel(id);
    return row;
  }
}

/** The columns that say which model it is, and where. */
const REACHED_BY = ['provider', 'endpoint', 'model_name'] as const;

function newRow(model: NewModel): Omit<Insertable<ModelTable>, 'created_at' | 'updated_at'> {
  return {
    kind: model.kind,
    name: model.name,
    provider: model.provider,
    endpoint: model.endpoint,
    model_name: model.model_name,
    dimensions: model.dimensions ?? null,
    limits: toJson(model.limits ?? {}),
    prices: toJsonOrNull(model.prices),
    is_default: 0,
  };
}

function noModel(id: number): NotFoundError {
  return new NotFoundError(`There is no model ${id}.`);
}
