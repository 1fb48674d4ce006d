import { BaseBlock, block, type JobRecord, type RecordPatch } from '@datagenflow/block-sdk';
import { findBreaches } from './shared/house_style.ts';

/** Keeps one reply to each ticket: the first of those that break the fewest rules of style. */
export const BestReply = block(
  class extends BaseBlock.define({
    name: 'Best Reply',
    description: 'Of all replies to one ticket keeps the one that is closest to our style',
    category: 'utilities',
    inputs: ['reply'],
    outputs: ['style_breaches'],
    scope: 'job',
  }) {
    /** Records come in the order of their seeds, so one reply at a time has to be remembered. */
    async *finish(records: AsyncIterable<JobRecord>) {
      let best: Judged | undefined;
      for await (const record of records) {
        const next = judge(record);
        if (best === undefined || best.seed_index !== next.seed_index) {
          if (best !== undefined) yield keep(best);
          best = next;
        } else if (next.breaches.length < best.breaches.length) {
          yield drop(best);
          best = next;
        } else {
          yield drop(next);
        }
      }
      if (best !== undefined) yield keep(best);
    }
  },
);

interface Judged {
  record_id: number;
  seed_index: number;
  breaches: string[];
}

function judge({ record_id, seed_index, fields }: JobRecord): Judged {
  return { record_id, seed_index, breaches: findBreaches(String(fields['reply'])) };
}

function keep({ record_id, breaches }: Judged) {
  return { record_id, fields: { style_breaches: breaches } };
}

function drop({ record_id }: Judged): RecordPatch<never> {
  return { record_id, drop: 'another reply is closer to our style' };
}
