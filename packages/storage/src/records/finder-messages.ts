import type { DatabasePlace } from '../database/database.js';
import type { ThreadError } from '../threads/thread-error.js';
import type { FoundRecords, RecordRequest } from './find-records.js';

/* What a server and the thread that searches for it say to each other. */

/** What the thread starts with. */
export interface FinderTask {
  place: DatabasePlace;
  /** Longest search of one request. */
  limitMs: number;
}

export interface FinderQuestion {
  id: number;
  request: RecordRequest;
}

export type FinderAnswer = { id: number } & ({ found: FoundRecords } | { error: ThreadError });
