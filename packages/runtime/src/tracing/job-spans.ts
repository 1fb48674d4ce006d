import {
  DataGenFlowError,
  type EngineEvent,
  type Job,
  type ModelAnswer,
  type ModelCall,
  type StoredJob,
} from '@datagenflow/contracts';
import type {
  CompiledPipeline,
  CompiledStep,
  ExecutionEnd,
  ExecutionObserver,
  StepRun,
} from '@datagenflow/engine';
import {
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Context,
  type Span,
  type Tracer,
} from '@opentelemetry/api';
import { answerAttributes, callAttributes, operationOf } from './call-attributes.js';

/** A span under way, and what makes others its children. */
interface OpenSpan {
  span: Span;
  context: Context;
}

interface OpenExecution extends OpenSpan {
  step?: OpenSpan;
}

/** Trace ids of executions that belong to a job: others are not traced. */
const OF_JOB = /^(\d+)-(\d+)$/;

/**
 * Spans of jobs, their executions, the steps of these and what steps ask models. They hold ids,
 * names, numbers and codes: nothing that was asked or answered, and no message of an error.
 */
export class JobSpans implements ExecutionObserver {
  readonly #tracer: Tracer;
  readonly #scrub: (text: string) => string;
  readonly #jobs = new Map<number, OpenSpan>();
  readonly #executions = new Map<string, OpenExecution>();

  constructor(tracer: Tracer, scrub: (text: string) => string) {
    this.#tracer = tracer;
    this.#scrub = scrub;
  }

  /** Jobs begin and end by events. One that pauses and goes on has a span for each time. */
  hear(event: EngineEvent): void {
    if (event.type === 'job:started') this.#startJob(event.job_id, event.pipeline_id);
    if (event.type === 'job:finished') this.#endJob(event.job);
    if (event.type === 'job:progress' && event.job.status === 'paused') this.#endJob(event.job);
  }

  jobStarted({ id, definition }: StoredJob): void {
    const name = this.#scrub(definition.name);
    this.#jobs
      .get(id)
      ?.span.updateName(`job ${name}`)
      .setAttribute('datagenflow.pipeline.name', name);
  }

  executionStarted(traceId: string, { definition }: CompiledPipeline): void {
    const [, jobId, executionId] = OF_JOB.exec(traceId) ?? [];
    const job = this.#jobs.get(Number(jobId));
    if (job === undefined) return;
    const execution = this.#open('execution', job.context);
    execution.span.setAttributes({
      'datagenflow.trace_id': traceId,
      'datagenflow.job.id': Number(jobId),
      'datagenflow.execution.id': Number(executionId),
      'datagenflow.pipeline.name': this.#scrub(definition.name),
    });
    this.#executions.set(traceId, execution);
  }

  stepStarted(traceId: string, step: CompiledStep): void {
    const execution = this.#executions.get(traceId);
    if (execution === undefined) return;
    execution.step = this.#open(`step ${this.#scrub(step.type)}`, execution.context);
    execution.step.span.setAttributes({ 'datagenflow.trace_id': traceId, ...this.#name(step) });
  }

  callSent(
    traceId: string,
    step: CompiledStep,
    call: ModelCall,
    answer: Promise<ModelAnswer>,
  ): void {
    const execution = this.#executions.get(traceId);
    const parent = execution?.step ?? execution ?? this.#jobs.get(Number(traceId));
    if (parent === undefined) return;
    const name = this.#scrub(`${operationOf(call)} ${call.provider_model}`);
    const { span } = this.#open(name, parent.context, SpanKind.CLIENT);
    span.setAttributes({ ...callAttributes(call), ...this.#name(step) });
    answer.then(
      (answered) => span.setAttributes(answerAttributes(answered)).end(),
      (error: unknown) => {
        fail(span, codeOf(error));
        span.end();
      },
    );
  }

  /** The message may quote what a model said; the code does not. */
  stepThrew(traceId: string, _step: CompiledStep, error: unknown): void {
    const attempt = { 'error.type': codeOf(error) };
    this.#executions.get(traceId)?.step?.span.addEvent('attempt failed', attempt);
  }

  stepEnded(traceId: string, _step: CompiledStep, { end, attempts }: StepRun): void {
    const execution = this.#executions.get(traceId);
    if (execution?.step === undefined) return;
    const { span } = execution.step;
    span.setAttributes({
      'datagenflow.step.status': end.status,
      'datagenflow.step.attempts': attempts,
    });
    if (end.status === 'failed') fail(span, end.failure.code);
    span.end();
    delete execution.step;
  }

  executionEnded(traceId: string, end: ExecutionEnd): void {
    const code = end.status === 'failed' ? end.reason.code : undefined;
    this.#endExecution(traceId, end.status, code);
  }

  executionLeft(traceId: string): void {
    this.#endExecution(traceId, 'left');
  }

  /** Ends all spans as they are. */
  endAll(): void {
    for (const traceId of this.#executions.keys()) this.executionLeft(traceId);
    for (const { span } of this.#jobs.values()) span.end();
    this.#jobs.clear();
  }

  #startJob(id: number, pipelineId: number): void {
    this.#jobs.get(id)?.span.end();
    const job = this.#open('job', ROOT_CONTEXT);
    job.span.setAttributes({ 'datagenflow.job.id': id, 'datagenflow.pipeline.id': pipelineId });
    this.#jobs.set(id, job);
  }

  #endJob(job: Job): void {
    const span = this.#jobs.get(job.id)?.span;
    if (span === undefined) return;
    this.#jobs.delete(job.id);
    span.setAttributes({
      'datagenflow.job.status': job.status,
      'datagenflow.job.records_generated': job.records_generated,
      'datagenflow.job.records_failed': job.records_failed,
      'datagenflow.job.records_filtered': job.records_filtered,
      ...(job.cost === null ? {} : { 'datagenflow.job.cost': job.cost }),
      ...(job.pause_reason === null ? {} : { 'datagenflow.job.pause_reason': job.pause_reason }),
    });
    if (job.status === 'failed') fail(span, 'job_failed');
    span.end();
  }

  #endExecution(traceId: string, status: string, code?: string): void {
    const execution = this.#executions.get(traceId);
    if (execution === undefined) return;
    this.#executions.delete(traceId);
    execution.step?.span.end();
    execution.span.setAttribute('datagenflow.execution.status', status);
    if (code !== undefined) fail(execution.span, code);
    execution.span.end();
  }

  #open(name: string, parent: Context, kind = SpanKind.INTERNAL): OpenSpan {
    const span = this.#tracer.startSpan(name, { kind }, parent);
    return { span, context: trace.setSpan(parent, span) };
  }

  #name({ id, index, type }: CompiledStep) {
    return {
      'datagenflow.step.id': this.#scrub(id),
      'datagenflow.step.index': index,
      'datagenflow.block.type': this.#scrub(type),
    };
  }
}

function fail(span: Span, code: string): void {
  span.setStatus({ code: SpanStatusCode.ERROR }).setAttribute('error.type', code);
}

/** `_OTHER` is what the conventions say of errors that have no code. */
function codeOf(error: unknown): string {
  return error instanceof DataGenFlowError ? error.code : '_OTHER';
}
