import {
  NotFoundError,
  type CallKey,
  type IndexedSeed,
  type StoredJob,
} from '@datagenflow/contracts';
import { MemoryCalls, type CallOwner } from './memory-calls.js';
import type { MemoryExecution } from './memory-execution.js';

type NewExecution = Pick<
  MemoryExecution,
  'jobId' | 'parent' | 'seed' | 'repetition' | 'branch' | 'startStep' | 'delta'
>;

/** What the memory store holds. */
export class MemoryState {
  readonly jobs = new Map<number, StoredJob>();
  readonly executions = new Map<number, MemoryExecution>();
  readonly calls = new MemoryCalls();
  readonly #byJob = new Map<number, MemoryExecution[]>();
  #nextExecution = 1;

  /** @throws NotFoundError */
  job(id: number): StoredJob {
    const job = this.jobs.get(id);
    if (job === undefined) throw new NotFoundError(`Job ${id} not found`, { detail: { id } });
    return job;
  }

  /** Executions of a job in the order they came. */
  of(jobId: number): MemoryExecution[] {
    const known = this.#byJob.get(jobId) ?? [];
    this.#byJob.set(jobId, known);
    return known;
  }

  /** Whose call it is. */
  ownerOf(jobId: number, { execution_id: id }: CallKey): CallOwner {
    return { jobId, execution: id === null ? undefined : this.executions.get(id) };
  }

  add(execution: NewExecution): void {
    const siblings = this.of(execution.jobId);
    const added: MemoryExecution = {
      ...execution,
      id: this.#nextExecution++,
      index: siblings.length,
      status: 'pending',
      owner: undefined,
      outcome: undefined,
      attempts: {},
      kills: 0,
      lastStep: null,
    };
    siblings.push(added);
    this.executions.set(added.id, added);
  }

  /** One execution of a seed. */
  addRoot(jobId: number, seed: IndexedSeed, repetition: number): void {
    this.add({ jobId, parent: undefined, seed, repetition, branch: '', startStep: 0, delta: {} });
    this.job(jobId).total_seeds += 1;
  }

  /** Forgets the executions of a job that are pending. */
  forgetPending(jobId: number): void {
    const all = this.of(jobId);
    const pending = all.filter(({ status }) => status === 'pending');
    for (const { id } of pending) this.executions.delete(id);
    this.#byJob.set(
      jobId,
      all.filter(({ status }) => status !== 'pending'),
    );
    this.job(jobId).total_seeds -= pending.length;
  }
}
