import { Type } from '../typebox.js';
import { Timestamp } from './scalars.js';

const Bytes = Type.Integer({ minimum: 0 });

/** Answer of `GET /api/storage`: bytes. */
export const StorageUse = Type.Object({
  kind: Type.Union([Type.Literal('sqlite'), Type.Literal('postgres')]),
  database: Bytes,
  wal: Type.Union([Bytes, Type.Null()], { description: 'SQLite only; not in `database`' }),
  calls: Type.Integer({ minimum: 0, description: 'Stored model calls, part of `database`' }),
  records: Type.Integer({ minimum: 0, description: 'Records and their history, likewise' }),
  traces: Type.Integer({ minimum: 0, description: 'Executions and their traces, likewise' }),
  uploads: Type.Integer({ minimum: 0, description: 'Seed files' }),
  backups: Bytes,
  free_disk: Type.Integer({ minimum: 0, description: 'For the data directory' }),
});
export type StorageUse = Type.Static<typeof StorageUse>;

/** What to remove; without either: what is older than 30 days. */
export const PruneInput = Type.Object(
  {
    older_than_days: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 36_500, description: 'Calls of that age' }),
    ),
    max_mb: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 1_000_000_000,
        description: 'The oldest, until those left take so many MB',
      }),
    ),
  },
  { additionalProperties: false },
);
export type PruneInput = Type.Static<typeof PruneInput>;

/** Answer of `POST /api/storage/prune`. */
export const Pruned = Type.Object({ calls: Type.Integer({ minimum: 0 }) });
export type Pruned = Type.Static<typeof Pruned>;

/** What a backup holds. */
export const BackupInput = Type.Object(
  {
    with_keys: Type.Optional(
      Type.Boolean({ default: false, description: 'Keys of models too, encrypted as they are' }),
    ),
  },
  { additionalProperties: false },
);
export type BackupInput = Type.Static<typeof BackupInput>;

/** A backup that was made and checked. */
export const Backup = Type.Object({
  file: Type.String({ description: 'Name in the directory backups of the data directory' }),
  bytes: Bytes,
  with_keys: Type.Boolean(),
  counts: Type.Record(Type.String(), Type.Integer({ minimum: 0 }), {
    description: 'Rows by table',
  }),
  created_at: Timestamp,
});
export type Backup = Type.Static<typeof Backup>;
