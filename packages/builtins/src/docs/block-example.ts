import type { JobRecord } from '@datagenflow/block-sdk';
import type { Json, JsonObject } from '@datagenflow/contracts';

/** A run of a block for the documentation: given this, it gives what the page shows. */
export interface BlockExample {
  config: JsonObject;
  state: JsonObject;
  /** For blocks with `scope: 'job'`, instead of a state. */
  records?: Partial<JobRecord>[];
  /** What the models answer, in the order of the calls. */
  answers?: Json[];
}
