import {
  addCost,
  addUsage,
  emptyUsage,
  type CallKey,
  type CallRecorder,
  type ModelAnswer,
  type ModelCall,
  type RecordedAnswer,
  type StoredCall,
  type TraceCall,
  type Usage,
} from '@datagenflow/contracts';
import type { CallStore } from './call-store.js';
import { hashRequest } from './request-hash.js';

/**
 * The calls of one attempt of one step. Each is looked up before it is sent and stored before the
 * block sees it; equal requests are told apart by counting them, so they may come in any order.
 */
export class StepCalls implements CallRecorder {
  /** Tokens that this job bought for the step, in this pass or an earlier one. */
  usage: Usage = emptyUsage();
  /** US dollars of the same; null as soon as a call had no price. */
  cost: number | null = 0;
  /** US dollars that stored calls spared in this pass. */
  savedCost = 0;
  replayed = 0;
  reused = 0;
  readonly made: TraceCall[] = [];
  readonly #seen = new Map<string, number>();
  /** Bought answers that are not durable yet. */
  readonly #storing = new Set<Promise<TraceCall>>();
  readonly #store: CallStore;
  readonly #stepId: string;
  readonly #attempt: number;
  readonly #sent: (call: ModelCall, answer: Promise<ModelAnswer>) => void;

  /** @param sent told of each call that is not served from storage */
  constructor(
    store: CallStore,
    stepId: string,
    attempt: number,
    sent: (call: ModelCall, answer: Promise<ModelAnswer>) => void = () => undefined,
  ) {
    this.#store = store;
    this.#stepId = stepId;
    this.#attempt = attempt;
    this.#sent = sent;
  }

  async record(call: ModelCall, send: () => Promise<ModelAnswer>): Promise<RecordedAnswer> {
    const hash = hashRequest(call);
    const n = this.#seen.get(hash) ?? 0;
    this.#seen.set(hash, n + 1);
    const key = { step_id: this.#stepId, attempt: this.#attempt, request_hash: hash, n };
    const stored = (await this.#store.find(key)) ?? (await this.#reuse(key));
    const answer = stored?.answer ?? (await this.#send(call, send));
    const origin = originOf(stored);
    const made =
      stored === undefined
        ? await this.#keep({ ...key, call, answer, rejected: null })
        : this.#count(call, answer, origin);
    return {
      answer,
      origin,
      reject: (reason) => {
        made.rejected = reason;
        if (stored === undefined || stored.rejected === null) this.#store.reject(key, reason);
      },
    };
  }

  /** Resolves when every answer that has come is stored and counted, also one nobody waits for. */
  async settled(): Promise<void> {
    while (this.#storing.size > 0) await Promise.allSettled(this.#storing);
  }

  #send(call: ModelCall, send: () => Promise<ModelAnswer>): Promise<ModelAnswer> {
    const answer = send();
    this.#sent(call, answer);
    return answer;
  }

  /** Stores a bought call, then counts it. */
  #keep(bought: Omit<StoredCall, 'execution_id'>): Promise<TraceCall> {
    const { call, answer } = bought;
    const kept = this.#store.save(bought).then(() => this.#count(call, answer, 'bought'));
    this.#storing.add(kept);
    return kept.finally(() => this.#storing.delete(kept));
  }

  /** A retry buys. */
  async #reuse(key: Omit<CallKey, 'execution_id'>): Promise<StoredCall | undefined> {
    return key.attempt > 1 ? undefined : this.#store.reuse(key);
  }

  #count(call: ModelCall, answer: ModelAnswer, origin: TraceCall['origin']): TraceCall {
    if (origin !== 'reused') {
      this.usage = addUsage(this.usage, answer.usage);
      this.cost = addCost(this.cost, answer.cost);
    }
    if (origin !== 'bought') {
      this[origin] += 1;
      this.savedCost += answer.cost ?? 0;
    }
    const made: TraceCall = {
      model: call.model,
      request: call.parameters,
      response: answer.text,
      usage: answer.usage,
      cost: answer.cost,
      latency_ms: answer.latency_ms,
      origin,
    };
    this.made.push(made);
    return made;
  }
}

function originOf(stored: StoredCall | undefined): TraceCall['origin'] {
  if (stored === undefined) return 'bought';
  return stored.reused === true ? 'reused' : 'replayed';
}
