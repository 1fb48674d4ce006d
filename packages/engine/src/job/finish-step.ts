import { orAborted, type FinishInput, type FinishPass } from '@datagenflow/block-sdk/host';
import { emptyUsage, type RecordRange } from '@datagenflow/contracts';
import { StepCalls } from '../calls/step-calls.js';
import { watchModels } from '../calls/watch-models.js';
import type { CompiledStep } from '../compile/compiled-pipeline.js';
import { connectBlock } from '../execution/connect-block.js';
import { failureOf } from '../execution/failure-of.js';
import { retryPause } from '../execution/retry-pause.js';
import type { RunEnvironment } from '../execution/run-environment.js';
import { StepDeadline } from '../execution/step-deadline.js';
import { StepLog } from '../execution/step-log.js';
import { CallGate } from './call-gate.js';
import { failedEnd, unusableModelEnd, type EarlyEnd } from './early-end.js';
import type { ReleaseSlot } from './fair-slots.js';
import { jobCalls } from './job-calls.js';
import { jobMemos } from './job-memos.js';
import { RecordDesk } from './record-desk.js';
import type { RunningJob } from './running-job.js';
import { crashedFinish, isConvicted, runsAlone } from './suspicion.js';
import { tellPause } from './tell-pause.js';
import { watchStore } from './watch-store.js';

/**
 * Runs one job-wide step, again when it fails and its retry says so. Answers with what ended it
 * early: a failure too. Calls that it had stored are not bought again the next time, unless it has
 * failed: then it begins with an attempt of its own.
 * @throws the reason of a signal to stop, or what kept something from being stored
 */
export async function finishStep(
  step: CompiledStep,
  running: RunningJob,
  range: RecordRange,
): Promise<EarlyEnd | undefined> {
  const { job, context, progress, signals } = running;
  const { clock, scrub, store } = context.options;
  const first = job.finish_attempts[step.id] ?? 1;
  const kills = job.finish_kills[step.id] ?? 0;
  const beginAnewWith = (attempt: number): Promise<void> =>
    store.updateJob(job.id, {
      finish_attempts: { ...job.finish_attempts, [step.id]: attempt },
    });
  if (isConvicted(kills)) {
    await beginAnewWith(first + step.retry.attempts);
    return failedEnd(crashedFinish(step, kills));
  }
  progress.finishing(step);
  for (let attempt = first; ; attempt += 1) {
    const pass = new FinishPassRun(step, running, new CallGate(running.budget));
    const error = await pass.run(range, attempt);
    if (pass.early !== undefined || error === undefined) return pass.early;
    const tries = attempt - first + 1;
    if (tries >= step.retry.attempts) {
      await beginAnewWith(attempt + 1);
      return failedEnd(failureOf(step, error.thrown, scrub));
    }
    const told = AbortSignal.any([signals.stop, signals.pause]);
    await clock.sleep(retryPause(step, tries), told).catch(() => signals.stop.throwIfAborted());
    if (signals.pause.aborted) return { kind: 'left' };
  }
}

/** One attempt of one job-wide step. */
class FinishPassRun {
  readonly #step: CompiledStep;
  readonly #running: RunningJob;
  readonly #gate: CallGate;
  /** Aborts with what kept something from being stored. */
  readonly #broken = new AbortController();
  readonly #stored = watchStore((error) => {
    if (this.early === undefined) this.#broken.abort(error);
  });

  constructor(step: CompiledStep, running: RunningJob, gate: CallGate) {
    this.#step = step;
    this.#running = running;
    this.#gate = gate;
  }

  /** What ended it early, its own failure apart. */
  get early(): EarlyEnd | undefined {
    return this.#gate.early;
  }

  /** Answers with what the block threw, if it did. */
  async run(range: RecordRange, attempt: number): Promise<{ thrown: unknown } | undefined> {
    const { signals, context, job } = this.#running;
    const { options } = context;
    const rest = (): void => this.#gate.end({ kind: 'left' });
    signals.pause.addEventListener('abort', rest, { once: true });
    if (signals.pause.aborted) rest();
    const signal = AbortSignal.any([signals.stop, this.#broken.signal, this.#gate.signal]);
    let release: ReleaseSlot | undefined;
    try {
      release = await this.#acquireSlot(signal);
      await this.#noted(() => this.#finish(range, attempt, signal));
      return undefined;
    } catch (error) {
      signals.stop.throwIfAborted();
      this.#broken.signal.throwIfAborted();
      if (this.early === undefined) options.observer?.stepThrew(`${job.id}`, this.#step, error);
      return { thrown: error };
    } finally {
      release?.();
      signals.pause.removeEventListener('abort', rest);
      await context.writer.drain();
    }
  }

  #acquireSlot(signal: AbortSignal): Promise<ReleaseSlot> {
    const { job, context } = this.#running;
    const isSuspect = runsAlone(job.finish_kills[this.#step.id] ?? 0);
    return isSuspect ? context.slots.acquireAll(signal) : context.slots.acquire(job.id, signal);
  }

  /** Says in its job that it runs: only then can it have killed the runner. */
  async #noted(work: () => Promise<void>): Promise<void> {
    await this.#note(this.#step.id);
    try {
      await work();
    } finally {
      await this.#note(null);
    }
  }

  async #note(finishing_step: string | null): Promise<void> {
    const { job, context, signals } = this.#running;
    if (signals.stop.aborted) return;
    await this.#stored(context.options.store.updateJob(job.id, { finishing_step }));
  }

  async #finish(range: RecordRange, attempt: number, signal: AbortSignal): Promise<void> {
    const step = this.#step;
    const { job, open, context, progress } = this.#running;
    const desk = new RecordDesk(step, job.id, context.options.store, range, this.#gate);
    const environment = this.#environment(signal);
    const log = new StepLog(context.options.scrub);
    let deadline: StepDeadline | undefined;
    const connect = (): FinishPass => {
      const timer = new StepDeadline(context.options.clock, step.timeoutMs, signal);
      deadline?.[Symbol.dispose]();
      deadline = timer;
      const calls = new StepCalls(environment.calls, step.id, attempt, (call, answer) =>
        environment.observer?.callSent(`${job.id}`, step, call, answer),
      );
      const ports = {
        ...connectBlock(step, environment, calls, timer, log),
        readRecords: () => timer.exclude(() => this.#stored(desk.read())),
        writePatches: async (patches: Parameters<RecordDesk['write']>[0]) => {
          await timer.exclude(() => desk.write(patches, this.#stored));
          calls.made.length = 0;
          progress.touch();
        },
        noteProgress: () => timer.restart(),
      };
      return { ports, signal: timer.signal };
    };
    try {
      const block = await orAborted(open.block(step), signal);
      await block.finish(this.#input(attempt), connect, signal);
      await desk.conclude(log.lines);
    } finally {
      deadline?.[Symbol.dispose]();
    }
  }

  #input(attempt: number): FinishInput {
    const { job } = this.#running;
    return {
      jobId: job.id,
      pipelineId: job.pipeline_id,
      stepId: this.#step.id,
      attempt,
      randomKey: `${job.random_seed}/${this.#step.id}`,
      constraints: this.#running.budget.constraints,
      usage: emptyUsage(),
    };
  }

  #environment(signal: AbortSignal): RunEnvironment {
    const { job, context } = this.#running;
    const { options } = context;
    const models = watchModels(options.modelsOf?.(job) ?? options.models, (error) =>
      this.#suspend(unusableModelEnd(error)),
    );
    return {
      models: this.#gate.guard(models),
      lane: `${job.id}`,
      clock: options.clock,
      signal,
      calls: jobCalls(
        job,
        context,
        (call) => this.#gate.addCall(call),
        (error) => this.#broken.abort(error),
      ),
      memos: jobMemos(job, context, this.#stored),
      constraints: this.#running.budget.constraints,
      model: job.options.model,
      scrub: options.scrub,
      observer: options.observer,
    };
  }

  #suspend(early: EarlyEnd): void {
    const { job, context } = this.#running;
    this.#gate.end(early);
    if (early.kind !== 'paused') return;
    const told = tellPause(job.id, early, context.options);
    told.catch((failure: unknown) => this.#broken.abort(failure));
  }
}
