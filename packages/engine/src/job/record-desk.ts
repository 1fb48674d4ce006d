import type { JobRecord, RecordPatch } from '@datagenflow/block-sdk';
import {
  ValidationError,
  type JobStore,
  type LogLine,
  type RecordRange,
  type StoredPatch,
  type StoredRecord,
} from '@datagenflow/contracts';
import { evaluateCondition } from '@datagenflow/prompts';
import type { CompiledStep } from '../compile/compiled-pipeline.js';
import { takeOutput } from '../execution/take-output.js';
import { addWarnings } from './add-warnings.js';
import type { CallGate } from './call-gate.js';
import type { WatchedStore } from './watch-store.js';

const MAX_LINES = 20;

/** Hands the records of a job to one pass of a job-wide step and takes its patches. */
export class RecordDesk {
  readonly #step: CompiledStep;
  readonly #jobId: number;
  readonly #store: JobStore;
  readonly #gate: CallGate;
  readonly #pages: AsyncIterator<StoredRecord[]>;
  #reviewed = 0;

  constructor(
    step: CompiledStep,
    jobId: number,
    store: JobStore,
    range: RecordRange,
    gate: CallGate,
  ) {
    this.#step = step;
    this.#jobId = jobId;
    this.#store = store;
    this.#gate = gate;
    this.#pages = store.readRecords(jobId, range)[Symbol.asyncIterator]();
  }

  /** The next records that meet the step’s condition; null after the last. */
  async read(): Promise<JobRecord[] | null> {
    for (;;) {
      this.#gate.check();
      const { done, value } = await this.#pages.next();
      if (done === true) return null;
      const selected = value.filter((record) => this.#isSelected(record));
      if (selected.length > 0) return selected;
    }
  }

  /**
   * Stores patches.
   * @param stored around what the store does
   * @throws ValidationError `unknown_record`, and those of `takeOutput`
   */
  async write(patches: readonly RecordPatch[], stored: WatchedStore): Promise<void> {
    this.#gate.check();
    const { id, type } = this.#step;
    const checked = patches.map((patch) => this.#check(patch));
    const place = { step_id: id, block_type: type };
    const report = await stored(this.#store.patchRecords(this.#jobId, place, checked));
    this.#reviewed += report.reviewed.length;
    const [unknown] = report.unknown;
    if (unknown === undefined) return;
    throw new ValidationError(
      `It patched record ${unknown}, which this job does not have. Use the record_id of records it was given.`,
      { code: 'unknown_record', detail: { record_id: unknown } },
    );
  }

  /** Notes in the job’s warnings what the block warned of, and how many records it could not change. */
  async conclude(lines: readonly LogLine[]): Promise<void> {
    const { id } = this.#step;
    const said = lines
      .filter(({ level }) => level === 'warn' || level === 'error')
      .slice(0, MAX_LINES)
      .map(({ message }) => `${id}: ${message}`);
    const what = this.#reviewed === 1 ? '1 record was' : `${this.#reviewed} records were`;
    const left = `${id}: ${what} edited, decided or deleted before it could change them: left as they are`;
    await addWarnings(this.#store, this.#jobId, [...said, ...(this.#reviewed > 0 ? [left] : [])]);
  }

  #isSelected({ metadata, fields }: StoredRecord): boolean {
    const { when } = this.#step;
    return when === undefined || evaluateCondition(when, { ...metadata, ...fields, metadata });
  }

  #check({ record_id, fields, drop }: RecordPatch): StoredPatch {
    return {
      record_id,
      ...(fields === undefined ? {} : { fields: takeOutput(this.#step, fields) }),
      ...(drop === undefined ? {} : { drop }),
    };
  }
}
