import type {
  CallKey,
  FinishingStore,
  PatchReport,
  RecordPlace,
  RecordRange,
  StoredCall,
  StoredPatch,
  StoredRecord,
  SurplusReport,
} from '@datagenflow/contracts';
import { isRetried } from './memory-execution.js';
import {
  filterSurplus,
  inTurns,
  isCandidate,
  isUpTo,
  patchAll,
  placeOf,
  recordsIn,
} from './memory-records.js';
import type { MemoryState } from './memory-state.js';

const PAGE = 100;

/** What the end of a job needs, in memory. Nobody reviews these records. */
export class MemoryFinishingStore implements FinishingStore {
  readonly #state: MemoryState;

  constructor(state: MemoryState) {
    this.#state = state;
  }

  async *readRecords(jobId: number, range: RecordRange): AsyncIterable<StoredRecord[]> {
    const records = recordsIn(this.#state.of(jobId), range);
    for (let at = 0; at < records.length; at += PAGE) yield records.slice(at, at + PAGE);
  }

  async patchRecords(
    jobId: number,
    step: { step_id: string; block_type: string },
    patches: readonly StoredPatch[],
  ): Promise<PatchReport> {
    const { report, dropped } = patchAll(this.#state.executions, jobId, step, patches);
    const job = this.#state.job(jobId);
    job.records_generated -= dropped;
    job.records_filtered += dropped;
    return report;
  }

  async findCall(jobId: number, key: CallKey): Promise<StoredCall | undefined> {
    return this.#state.calls.find(this.#state.ownerOf(jobId, key), key);
  }

  async findPlace(
    jobId: number,
    n: number,
    steps: readonly string[],
  ): Promise<RecordPlace | undefined> {
    const candidates = this.#state.of(jobId).filter((execution) => isCandidate(execution, steps));
    const nth = candidates.sort(inTurns)[n - 1];
    return nth && placeOf(nth);
  }

  async countRecords(jobId: number, steps: readonly string[]): Promise<number> {
    return this.#state.of(jobId).filter((execution) => isCandidate(execution, steps)).length;
  }

  async countOpen(jobId: number, upTo?: RecordPlace): Promise<number> {
    const open = this.#state
      .of(jobId)
      .filter(({ status }) => status === 'pending' || status === 'running');
    return open.filter((execution) => isUpTo(execution, upTo)).length;
  }

  async repeatSeeds(jobId: number, atLeast: number): Promise<number> {
    const roots = this.#state.of(jobId).filter(({ parent }) => parent === undefined);
    const seeds = new Map(roots.map(({ seed }) => [seed.seed_index, seed]));
    const last = roots.reduce((most, { repetition }) => Math.max(most, repetition), -1);
    let made = 0;
    for (let repetition = last + 1; made < atLeast && seeds.size > 0; repetition += 1) {
      for (const seed of seeds.values()) this.#state.addRoot(jobId, seed, repetition);
      made += seeds.size;
    }
    return made;
  }

  async dropSurplus(
    jobId: number,
    behind: RecordPlace,
    signal?: AbortSignal,
  ): Promise<SurplusReport> {
    signal?.throwIfAborted();
    const job = this.#state.job(jobId);
    const all = this.#state.of(jobId);
    const surplus = all.filter((one) => one.status === 'generated' && !isUpTo(one, behind));
    const retried = all.filter((one) => one.status === 'pending' && isRetried(one));
    for (const execution of [...surplus, ...retried]) filterSurplus(execution);
    job.records_generated -= surplus.length;
    job.records_filtered += surplus.length + retried.length;
    job.current_seed += retried.length;
    this.#state.forgetPending(jobId);
    return { dropped: surplus.length, reviewed: 0 };
  }
}
