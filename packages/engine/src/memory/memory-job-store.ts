import {
  addUsage,
  emptyUsage,
  NotFoundError,
  type CallKey,
  type ClaimedExecution,
  type Clock,
  type FailedRetry,
  type IndexedSeed,
  type Job,
  type JobPatch,
  type JobStatus,
  type JobStore,
  type JobWrite,
  type Json,
  type NewJob,
  type Outcome,
  type StoredCall,
  type StoredJob,
} from '@datagenflow/contracts';
import { isEnded } from '../job/job-status.js';
import { MemoryCalls } from './memory-calls.js';
import {
  hasReason,
  inOrder,
  reasonOf,
  retry,
  toClaimed,
  type MemoryExecution,
} from './memory-execution.js';

const ENDS = ['generated', 'filtered', 'failed'];

/** Jobs in memory: for embedding and tests. The same promises as a database, but for durability. */
export class MemoryJobStore implements JobStore {
  readonly #clock: Clock;
  readonly #jobs = new Map<number, StoredJob>();
  readonly #executions = new Map<number, MemoryExecution>();
  readonly #byJob = new Map<number, MemoryExecution[]>();
  readonly #calls = new MemoryCalls();
  readonly #memos = new Map<string, Json>();
  #nextJob = 1;
  #nextExecution = 1;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** How executions of a job ended, in (seed, repetition, branch) order. */
  outcomes(jobId: number): Outcome[] {
    return this.#of(jobId)
      .toSorted(inOrder)
      .flatMap(({ outcome }) => outcome ?? []);
  }

  async createJob(job: NewJob): Promise<StoredJob> {
    const id = this.#nextJob++;
    const stored: StoredJob = { ...job, ...newCounters(), id, created_at: this.#now() };
    this.#jobs.set(id, stored);
    return { ...stored };
  }

  async getJob(id: number): Promise<StoredJob> {
    return { ...this.#job(id) };
  }

  async listJobs(statuses: readonly JobStatus[]): Promise<StoredJob[]> {
    const found = [...this.#jobs.values()].filter(({ status }) => statuses.includes(status));
    return found.map((job) => ({ ...job }));
  }

  async moveJob(
    id: number,
    from: readonly JobStatus[],
    to: JobStatus,
    patch: JobPatch = {},
  ): Promise<boolean> {
    const job = this.#jobs.get(id);
    if (job === undefined || !from.includes(job.status)) return false;
    job.status = to;
    job.completed_at = isEnded(to) ? this.#now() : null;
    if (to === 'running') job.started_at ??= this.#now();
    if (to === 'completed') job.progress = 1;
    await this.updateJob(id, patch);
    return true;
  }

  async retryFailed(
    id: number,
    from: readonly JobStatus[],
    { execution_ids: ids, reason, steps }: FailedRetry,
  ): Promise<number | undefined> {
    const job = this.#jobs.get(id);
    if (job === undefined || !from.includes(job.status)) return undefined;
    const failed = this.#of(id).filter(
      (execution) =>
        execution.status === 'failed' &&
        (ids === undefined || ids.includes(execution.id)) &&
        (reason === undefined || hasReason(execution, reason)),
    );
    if (failed.length === 0) return 0;
    for (const execution of failed) retry(execution, steps);
    job.records_failed -= failed.length;
    job.current_seed -= failed.length;
    await this.moveJob(id, [job.status], 'running', { error: '' });
    return failed.length;
  }

  async updateJob(id: number, { add_running_time = 0, ...patch }: JobPatch): Promise<void> {
    const job = this.#job(id);
    Object.assign(job, patch);
    job.running_time += add_running_time;
  }

  async importSeeds(jobId: number, seeds: readonly IndexedSeed[]): Promise<void> {
    const known = new Set(this.#of(jobId).map(({ seed }) => seed.seed_index));
    for (const seed of seeds.filter(({ seed_index }) => !known.has(seed_index))) {
      for (let repetition = 0; repetition < seed.repetitions; repetition += 1) {
        this.#add({
          jobId,
          parent: undefined,
          seed,
          repetition,
          branch: '',
          startStep: 0,
          delta: {},
        });
        this.#job(jobId).total_seeds += 1;
      }
    }
  }

  async claimExecutions(jobId: number, owner: string, limit: number): Promise<ClaimedExecution[]> {
    const pending = this.#of(jobId)
      .filter(({ status }) => status === 'pending')
      .sort(inOrder);
    return pending.slice(0, limit).map((execution) => {
      execution.status = 'running';
      execution.owner = owner;
      return toClaimed(execution, this.#calls.of(execution.id));
    });
  }

  async releaseExecutions(owner: string, executionIds: readonly number[]): Promise<void> {
    for (const id of executionIds) {
      const execution = this.#executions.get(id);
      if (execution?.owner === owner) release(execution);
    }
  }

  async releaseAbandoned(owner: string): Promise<number> {
    const abandoned = [...this.#executions.values()].filter(
      (execution) => execution.owner !== undefined && execution.owner !== owner,
    );
    abandoned.forEach(release);
    return abandoned.length;
  }

  async commit(owner: string, writes: readonly JobWrite[]): Promise<{ refused: number[] }> {
    return { refused: writes.flatMap((write) => this.#write(owner, write)) };
  }

  async readMemo(jobId: number, key: string): Promise<Json | undefined> {
    return this.#memos.get(`${jobId}/${key}`);
  }

  async reuseCall(jobId: number, key: CallKey): Promise<StoredCall | undefined> {
    const execution = this.#executions.get(key.execution_id);
    if (execution === undefined) return undefined;
    const others = [...this.#executions.values()].filter((other) => other.jobId !== jobId);
    return this.#calls.reuse(execution, others, key);
  }

  async *readSeeds(jobId: number): AsyncIterable<IndexedSeed[]> {
    const seeds = new Map(this.#of(jobId).map(({ seed }) => [seed.seed_index, seed]));
    yield [...seeds.values()].sort((a, b) => a.seed_index - b.seed_index);
  }

  async countExecutions(jobId: number): Promise<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const { status } of this.#of(jobId)) counts[status] = (counts[status] ?? 0) + 1;
    return counts;
  }

  async failureReasons(
    jobId: number,
    limit: number,
  ): Promise<{ message: string; count: number }[]> {
    const counts = new Map<string, number>();
    for (const execution of this.#of(jobId).filter(({ status }) => status === 'failed')) {
      const message = reasonOf(execution)?.message ?? '';
      counts.set(message, (counts.get(message) ?? 0) + 1);
    }
    const reasons = [...counts].map(([message, count]) => ({ message, count }));
    return reasons.sort((a, b) => b.count - a.count).slice(0, limit);
  }

  #write(owner: string, write: JobWrite): number[] {
    switch (write.kind) {
      case 'outcome':
        return this.#end(owner, write.outcome) ? [] : [write.outcome.execution_id];
      case 'call':
        this.#keepCall(write.job_id, write.stored);
        return [];
      case 'call_rejected':
        this.#calls.reject(write.key, write.reason);
        return [];
      case 'memo':
        this.#memos.set(`${write.job_id}/${write.key}`, write.value);
        return [];
    }
  }

  #end(owner: string, outcome: Outcome): boolean {
    const execution = this.#executions.get(outcome.execution_id);
    if (execution?.owner !== owner || execution.status !== 'running') return false;
    execution.status = outcome.status;
    execution.owner = undefined;
    execution.outcome = outcome;
    const job = this.#job(execution.jobId);
    job.saved_cost += outcome.saved_cost;
    if (outcome.status === 'fanned_out') this.#fanOut(execution, outcome, job);
    if (outcome.status === 'generated') job.records_generated += 1;
    if (outcome.status === 'filtered') job.records_filtered += 1;
    if (outcome.status === 'failed') job.records_failed += 1;
    if (ENDS.includes(outcome.status)) job.current_seed += 1;
    const progress = job.total_seeds === 0 ? 0 : job.current_seed / job.total_seeds;
    job.progress = Math.max(job.progress, Math.min(progress, 0.999));
    return true;
  }

  #fanOut(parent: MemoryExecution, outcome: Outcome & { status: 'fanned_out' }, job: Job): void {
    job.total_seeds += outcome.branches.length - 1;
    for (const { branch, delta } of outcome.branches) {
      const { jobId, seed, repetition } = parent;
      this.#add({ jobId, parent, seed, repetition, branch, startStep: outcome.next_step, delta });
    }
  }

  #keepCall(jobId: number, call: StoredCall): void {
    if (!this.#calls.keep(call)) return;
    const job = this.#job(jobId);
    const { usage, cost } = call.answer;
    job.usage = addUsage(job.usage, usage);
    job.cost = job.cost === null || cost === null ? null : job.cost + cost;
  }

  #add(
    execution: Omit<MemoryExecution, 'id' | 'index' | 'status' | 'owner' | 'outcome' | 'attempts'>,
  ): void {
    const siblings = this.#of(execution.jobId);
    const added: MemoryExecution = {
      ...execution,
      id: this.#nextExecution++,
      index: siblings.length,
      status: 'pending',
      owner: undefined,
      outcome: undefined,
      attempts: {},
    };
    siblings.push(added);
    this.#executions.set(added.id, added);
  }

  /** In the order they came. */
  #of(jobId: number): MemoryExecution[] {
    const known = this.#byJob.get(jobId) ?? [];
    this.#byJob.set(jobId, known);
    return known;
  }

  #job(id: number): StoredJob {
    const job = this.#jobs.get(id);
    if (job === undefined) throw new NotFoundError(`Job ${id} not found`, { detail: { id } });
    return job;
  }

  #now(): string {
    return this.#clock.date().toISOString();
  }
}

function release(execution: MemoryExecution): void {
  execution.status = 'pending';
  execution.owner = undefined;
}

function newCounters(): Omit<StoredJob, keyof NewJob | 'id' | 'created_at'> {
  return {
    status: 'pending',
    phase: null,
    pause_reason: null,
    total_seeds: 0,
    current_seed: 0,
    progress: 0,
    records_generated: 0,
    records_failed: 0,
    records_filtered: 0,
    current_block: '',
    current_step: '',
    error: '',
    usage: emptyUsage(),
    cost: 0,
    saved_cost: 0,
    running_time: 0,
    started_at: null,
    completed_at: null,
    seeds_imported: false,
  };
}
