import {
  addCost,
  addUsage,
  isEnded,
  type CallKey,
  type ClaimedExecution,
  type Clock,
  type FailedRetry,
  type ImportOptions,
  type IndexedSeed,
  type JobPatch,
  type JobStatus,
  type JobStore,
  type JobWrite,
  type Json,
  type NewJob,
  type Outcome,
  type RecordPlace,
  type StoredCall,
  type StoredJob,
  TooManyJobsError,
} from '@datagenflow/contracts';
import { ALMOST_DONE, endExecution } from './end-execution.js';
import {
  hasReason,
  inOrder,
  reasonOf,
  retry,
  toClaimed,
  type MemoryExecution,
} from './memory-execution.js';
import { MemoryFinishingStore } from './memory-finishing-store.js';
import { inTurns, isUpTo } from './memory-records.js';
import { MemoryState } from './memory-state.js';
import { newCounters } from './new-counters.js';

const OPEN = ['pending', 'running'];

/** Jobs in memory: for embedding and tests. The same promises as a database, but for durability. */
export class MemoryJobStore extends MemoryFinishingStore implements JobStore {
  readonly #clock: Clock;
  readonly #state: MemoryState;
  readonly #memos = new Map<string, Json>();
  #nextJob = 1;

  constructor(clock: Clock) {
    const state = new MemoryState();
    super(state);
    this.#clock = clock;
    this.#state = state;
  }

  /** How executions of a job ended, in (seed, repetition, branch) order. */
  outcomes(jobId: number): Outcome[] {
    return this.#state
      .of(jobId)
      .toSorted(inOrder)
      .flatMap(({ outcome }) => outcome ?? []);
  }

  async createJob(job: NewJob): Promise<StoredJob> {
    const id = this.#nextJob++;
    const stored: StoredJob = { ...job, ...newCounters(), id, created_at: this.#now() };
    this.#state.jobs.set(id, stored);
    return { ...stored };
  }

  async getJob(id: number): Promise<StoredJob> {
    return { ...this.#state.job(id) };
  }

  async listJobs(statuses: readonly JobStatus[]): Promise<StoredJob[]> {
    const found = [...this.#state.jobs.values()].filter(({ status }) => statuses.includes(status));
    return found.map((job) => ({ ...job }));
  }

  async beginJob(id: number): Promise<StoredJob> {
    const { seeds_imported: hasSeeds } = this.#state.job(id);
    await this.moveJob(id, ['pending'], 'running', { phase: hasSeeds ? 'executing' : 'importing' });
    return this.getJob(id);
  }

  async moveJob(
    id: number,
    from: readonly JobStatus[],
    to: JobStatus,
    patch: JobPatch = {},
    most = Infinity,
  ): Promise<boolean> {
    const job = this.#state.jobs.get(id);
    if (job === undefined || !from.includes(job.status)) return false;
    this.#checkOpenJobs(most);
    job.status = to;
    job.completed_at = isEnded(to) ? this.#now() : null;
    if (isEnded(to)) job.finish_kills = {};
    if (to === 'running') {
      job.started_at ??= this.#now();
      job.finishing_step = null;
      job.progress = Math.min(job.progress, ALMOST_DONE);
    }
    const isDone =
      job.total_seeds > 0 &&
      job.current_seed === job.total_seeds &&
      job.progress >= ALMOST_DONE &&
      job.phase !== 'finishing';
    if (to === 'completed' || (isEnded(to) && isDone)) job.progress = 1;
    await this.updateJob(id, patch);
    return true;
  }

  async retryFailed(
    id: number,
    from: readonly JobStatus[],
    { execution_ids: ids, reason, steps }: FailedRetry,
    most = Infinity,
  ): Promise<number | undefined> {
    const job = this.#state.jobs.get(id);
    if (job === undefined || !from.includes(job.status)) return undefined;
    this.#checkOpenJobs(most);
    const failed = this.#state
      .of(id)
      .filter(
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
    const job = this.#state.job(id);
    Object.assign(job, patch);
    job.running_time += add_running_time;
  }

  async importSeeds(
    jobId: number,
    seeds: readonly IndexedSeed[],
    { most = Infinity, done = {}, signal }: ImportOptions = {},
  ): Promise<void> {
    signal?.throwIfAborted();
    const known = new Set(this.#state.of(jobId).map(({ seed }) => seed.seed_index));
    for (const seed of seeds.filter(({ seed_index }) => !known.has(seed_index))) {
      for (let repetition = 0; repetition < Math.min(seed.repetitions, most); repetition += 1) {
        this.#state.addRoot(jobId, seed, repetition);
      }
    }
    const { phase, ...rest } = done;
    const { status } = await this.getJob(jobId);
    const isRunning = phase !== undefined && status === 'running';
    await this.updateJob(jobId, isRunning ? { ...rest, phase } : rest);
  }

  async claimExecutions(
    jobId: number,
    owner: string,
    limit: number,
    kills = 0,
    turns?: { upTo?: RecordPlace },
  ): Promise<ClaimedExecution[]> {
    const pending = this.#state
      .of(jobId)
      .filter((execution) => execution.status === 'pending' && execution.kills === kills)
      .filter((execution) => isUpTo(execution, turns?.upTo))
      .sort(turns === undefined ? inOrder : inTurns);
    return pending.slice(0, limit).map((execution) => {
      execution.status = 'running';
      execution.owner = owner;
      return toClaimed(execution, this.#state.calls.of({ jobId, execution }));
    });
  }

  async listKills(jobId: number): Promise<number[]> {
    const open = this.#state.of(jobId).filter(({ status }) => OPEN.includes(status));
    const kills = new Set(open.map((execution) => execution.kills));
    return [...kills].filter((count) => count > 0).sort((a, b) => a - b);
  }

  async releaseExecutions(owner: string, executionIds: readonly number[]): Promise<void> {
    for (const id of executionIds) {
      const execution = this.#state.executions.get(id);
      if (execution?.owner === owner) release(execution);
    }
  }

  async releaseAbandoned(owner: string, isBlamed = false): Promise<number> {
    const abandoned = [...this.#state.executions.values()].filter(
      (execution) => execution.owner !== undefined && execution.owner !== owner,
    );
    for (const execution of abandoned) {
      release(execution);
      const isCancelled = this.#state.job(execution.jobId).status === 'cancelled';
      if (isBlamed && !isCancelled) execution.kills += 1;
    }
    for (const job of this.#state.jobs.values()) leaveFinishing(job, isBlamed);
    return abandoned.length;
  }

  async commit(owner: string, writes: readonly JobWrite[]): Promise<{ refused: number[] }> {
    return { refused: writes.flatMap((write) => this.#write(owner, write)) };
  }

  async readMemo(jobId: number, key: string): Promise<Json | undefined> {
    return this.#memos.get(`${jobId}/${key}`);
  }

  async reuseMemo(jobId: number, key: string): Promise<Json | undefined> {
    for (let id = jobId; id > 0; id -= 1) {
      const value = this.#memos.get(`${id}/${key}`);
      if (value === undefined) continue;
      this.#memos.set(`${jobId}/${key}`, value);
      return value;
    }
    return undefined;
  }

  async reuseCall(jobId: number, key: CallKey): Promise<StoredCall | undefined> {
    const reused = this.#state.calls.reuse(this.#state.ownerOf(jobId, key), key);
    if (key.execution_id === null) this.#state.job(jobId).saved_cost += reused?.answer.cost ?? 0;
    return reused;
  }

  async *readSeeds(jobId: number): AsyncIterable<IndexedSeed[]> {
    const seeds = new Map(this.#state.of(jobId).map(({ seed }) => [seed.seed_index, seed]));
    yield [...seeds.values()].sort((a, b) => a.seed_index - b.seed_index);
  }

  async countExecutions(jobId: number, upTo?: RecordPlace): Promise<Record<string, number>> {
    const counts: Record<string, number> = {};
    const counted = this.#state.of(jobId).filter((execution) => isUpTo(execution, upTo));
    for (const { status } of counted) counts[status] = (counts[status] ?? 0) + 1;
    return counts;
  }

  async failureReasons(
    jobId: number,
    limit: number,
  ): Promise<{ message: string; count: number }[]> {
    const counts = new Map<string, number>();
    for (const execution of this.#state.of(jobId).filter(({ status }) => status === 'failed')) {
      const message = reasonOf(execution)?.message ?? '';
      counts.set(message, (counts.get(message) ?? 0) + 1);
    }
    const reasons = [...counts].map(([message, count]) => ({ message, count }));
    return reasons.sort((a, b) => b.count - a.count).slice(0, limit);
  }

  #checkOpenJobs(most: number): void {
    const jobs = [...this.#state.jobs.values()].filter(({ status }) => OPEN.includes(status));
    if (jobs.length >= most) throw new TooManyJobsError(jobs.length, most);
  }

  #write(owner: string, write: JobWrite): number[] {
    switch (write.kind) {
      case 'outcome':
        return endExecution(this.#state, owner, write.outcome) ? [] : [write.outcome.execution_id];
      case 'call':
        this.#keepCall(write.job_id, write.stored);
        return [];
      case 'call_rejected':
        this.#state.calls.reject(
          this.#state.ownerOf(write.job_id, write.key),
          write.key,
          write.reason,
        );
        return [];
      case 'memo': {
        const name = `${write.job_id}/${write.key}`;
        if (!this.#memos.has(name)) this.#memos.set(name, write.value);
        return [];
      }
      case 'last_step': {
        const execution = this.#state.executions.get(write.execution_id);
        if (execution?.owner === owner) execution.lastStep = write.last_step;
        return [];
      }
    }
  }

  #keepCall(jobId: number, call: StoredCall): void {
    if (!this.#state.calls.keep(this.#state.ownerOf(jobId, call), call)) return;
    const job = this.#state.job(jobId);
    const { usage, cost } = call.answer;
    job.usage = addUsage(job.usage, usage);
    job.cost = addCost(job.cost, cost);
  }

  #now(): string {
    return this.#clock.date().toISOString();
  }
}

function release(execution: MemoryExecution): void {
  execution.status = 'pending';
  execution.owner = undefined;
}

function leaveFinishing(job: StoredJob, isBlamed: boolean): void {
  const { finishing_step: step, finish_kills: kills } = job;
  if (!['running', 'paused'].includes(job.status) || step === null) return;
  if (isBlamed) job.finish_kills = { ...kills, [step]: (kills[step] ?? 0) + 1 };
  job.finishing_step = null;
}
