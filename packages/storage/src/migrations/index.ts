import { initial } from './0001-initial.js';
import type { Migration } from './migration.js';

/** All migrations in order. Forward only: a mistake is mended by the next one. */
export const migrations: readonly Migration[] = [initial];
