import type { DatabaseKind } from '../database/database.js';

/** Types that the two databases spell differently. */
export interface ColumnTypes {
  kind: DatabaseKind;
  /** An integer key that is never given twice. */
  id: string;
  /** A point in time. */
  time: string;
  /** Text that is ordered by its code points. */
  sortedText: string;
}

/** One step of the schema. Once released it never changes. */
export interface Migration {
  /** Counted from 1, without gaps. */
  version: number;
  /** What to run, in order. */
  statements(types: ColumnTypes): string[];
}
