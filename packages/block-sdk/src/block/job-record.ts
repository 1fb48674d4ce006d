import type { JsonObject } from '@datagenflow/contracts';

/** A record as a job-wide block reads it. */
export interface JobRecord {
  record_id: number;
  seed_index: number;
  repetition: number;
  branch: string;
  /** The seed’s own values. */
  metadata: Readonly<JsonObject>;
  /** Every field that a block wrote. */
  fields: Readonly<JsonObject>;
}

/** What a job-wide block changes in one record. */
export interface RecordPatch<Fields = JsonObject> {
  record_id: number;
  /** Declared outputs to write into the record. */
  fields?: Fields;
  /** Reason to remove the record; its execution then counts as filtered. */
  drop?: string;
}
