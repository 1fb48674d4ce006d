import {
  BaseBlock,
  Type,
  type JobContext,
  type JobRecord,
  type RecordPatch,
} from '@datagenflow/block-sdk';
import { canonicalJson, type Json } from '@datagenflow/contracts';
import { setImmediate as pause } from 'node:timers/promises';
import { fieldName } from '../config/field-name.js';
import {
  compareExactly,
  compareMinHashes,
  type TextComparison,
} from '../duplicates/compare-texts.js';
import { readPath, rootOf } from '../state/read-path.js';

/**
 * Compares the records of a job by one field, in the order of seeds and repetitions, and flags or
 * drops those that repeat an earlier one. Each is compared with originals only, so the first of
 * several duplicates stays. `similarity` is that to the most similar original found, which
 * `duplicate_of` names when the record is a duplicate. Records without text are similar to nothing;
 * what is no text is compared as JSON. Similarity is the share of common runs of words, exact for up
 * to 512 runs, else estimated by MinHash. It keeps 2.5 KB and an index entry per original at most.
 */
export class NearDuplicate extends BaseBlock.define({
  name: 'Near Duplicate',
  description: 'Flag or drop records whose text nearly repeats that of an earlier one of the job',
  category: 'validators',
  scope: 'job',
  inputs: [],
  outputs: ['is_duplicate', 'duplicate_of', 'similarity'],
  config: Type.Object({
    field_name: fieldName('assistant', 'Field that is compared'),
    method: Type.Union([Type.Literal('minhash'), Type.Literal('exact')], {
      default: 'minhash',
      description:
        'minhash: texts with mostly the same runs of words; exact: texts that are the same, ' +
        'apart from letter case and white space',
    }),
    threshold: Type.Number({
      default: 0.8,
      minimum: 0.1,
      maximum: 1,
      description: 'Share of common runs of words from which on minhash sees a duplicate',
    }),
    shingle_size: Type.Integer({
      default: 3,
      minimum: 1,
      maximum: 20,
      description: 'Words per run for minhash; with more of them fewer texts are similar',
    }),
    mode: Type.Union([Type.Literal('flag'), Type.Literal('drop')], {
      default: 'flag',
      description: 'flag: keep all and mark duplicates; drop: keep the first of its kind',
    }),
  }),
}) {
  override async *finish(records: AsyncIterable<JobRecord>, context: JobContext) {
    const comparison = this.#openComparison();
    const originals: RecordIdentity[] = [];
    let blank = 0;
    let unpaused = 0;
    for await (const record of records) {
      const text = textOf(
        readPath({ ...record.metadata, ...record.fields }, this.config.field_name),
      );
      unpaused += text.length;
      if (unpaused > CHARACTERS_PER_PAUSE) {
        await pause();
        unpaused = 0;
      }
      context.signal.throwIfAborted();
      if (text.trim() === '') {
        blank += 1;
        yield this.#tell(record, 0, undefined);
        continue;
      }
      const { similarity, index } = comparison.next(text) ?? { similarity: 0, index: 0 };
      const isDuplicate = similarity >= this.#threshold;
      if (!isDuplicate) originals.push(identityOf(record));
      yield this.#tell(record, similarity, isDuplicate ? originals[index] : undefined);
    }
    if (blank > 0) {
      context.log.warn(`${blank} records have no text in '${this.config.field_name}'.`);
    }
    if (comparison.hasCutCandidates) {
      context.log.warn('Some texts are similar to very many; they were compared with the latest.');
    }
  }

  override requiredFields(config: this['config']): string[] {
    return [rootOf(config.field_name)];
  }

  get #threshold(): number {
    return this.config.method === 'exact' ? 1 : this.config.threshold;
  }

  #openComparison(): TextComparison {
    if (this.config.method === 'exact') return compareExactly();
    return compareMinHashes({
      threshold: this.config.threshold,
      shingleSize: this.config.shingle_size,
    });
  }

  #tell(
    { record_id }: JobRecord,
    similarity: number,
    original: RecordIdentity | undefined,
  ): RecordPatch<Findings> {
    if (original !== undefined && this.config.mode === 'drop') {
      return { record_id, drop: explain(similarity, original) };
    }
    const is_duplicate = original !== undefined;
    return { record_id, fields: { is_duplicate, duplicate_of: original ?? null, similarity } };
  }
}

/** What makes a record the same one however the job was run, unlike its number. */
type RecordIdentity = { seed_index: number; repetition: number; branch: string };

type Findings = { is_duplicate: boolean; duplicate_of: RecordIdentity | null; similarity: number };

/** Characters after which other work gets its turn. */
const CHARACTERS_PER_PAUSE = 100_000;

function identityOf({ seed_index, repetition, branch }: JobRecord): RecordIdentity {
  return { seed_index, repetition, branch };
}

function textOf(value: Json | undefined): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : canonicalJson(value);
}

function explain(similarity: number, { seed_index, repetition, branch }: RecordIdentity): string {
  const where = branch === '' ? '' : `, branch ${branch}`;
  return (
    `nearly repeats (similarity ${similarity.toFixed(2)}) the record of ` +
    `seed ${seed_index}, repetition ${repetition}${where}`
  );
}
