import type { ThreadError } from '../threads/thread-error.js';
import type { FoundRecords, RecordRequest } from './find-records.js';

/* What a server and the thread that searches for it say to each other. */

export interface FinderQuestion {
  id: number;
  request: RecordRequest;
}

export type FinderAnswer = { id: number } & ({ found: FoundRecords } | { error: ThreadError });
