import type { Clock, ModelLimits } from '@datagenflow/contracts';
import { ModelError } from '../errors/model-error.js';
import {
  abandonProbe,
  admit,
  closedCircuit,
  recordCredentials,
  recordOutage,
  startProbe,
  type Circuit,
} from './circuit.js';
import { LaneQueue } from './lane-queue.js';
import type { Limit } from './gcra.js';
import { createPace, type GateState, type Pace } from './pace.js';

/** What became of a request that a gate let go. */
export type Ending =
  | { kind: 'answered'; tokens: number; told: { requests?: Limit; tokens?: Limit } }
  | { kind: 'refused'; retryAfterMs: number | undefined }
  | { kind: 'outage'; message: string }
  | { kind: 'credentials'; message: string }
  | { kind: 'other' };

/** The right to send one request. Must be ended exactly once. */
export interface Permit {
  end(ending: Ending): void;
}

/** All requests to one model pass its gate: it holds back, spaces out, and shuts. */
export interface ModelGate {
  /**
   * Resolves when a request of about `tokens` may go.
   * @throws ModelError `provider_down` or `credentials` while the circuit is open; the reason of
   * `signal` when it is aborted.
   */
  enter(lane: string, tokens: number, signal: AbortSignal): Promise<Permit>;
  /** Lets requests through again after `credentials` or `provider_down`. */
  reset(): void;
  circuit(): Circuit;
  snapshot(): GateState;
  waiting(): number;
  inFlight(): number;
}

/** What a gate is made of. */
export interface GateOptions {
  /** Local name, for messages. */
  model: string;
  limits: ModelLimits;
  clock: Clock;
  random: () => number;
  restore?: GateState | undefined;
}

interface Waiter {
  tokens: number;
  go(permit: Permit): void;
  fail(error: Error): void;
}

/** Why a gate stops waiting: it looks again for another reason. */
const EARLIER = new Error('The gate looks before that');

export function createModelGate({ model, limits, clock, random, restore }: GateOptions): ModelGate {
  const pace: Pace = createPace(limits, clock, random, restore);
  const queue = new LaneQueue<Waiter>();
  let circuit = closedCircuit();
  let inFlight = 0;
  let timer: AbortController | undefined;

  const pump = (): void => {
    timer?.abort(EARLIER);
    timer = undefined;
    for (let waiter = queue.peek(); waiter !== undefined; waiter = queue.peek()) {
      const admission = admit(circuit, clock.now());
      if (admission === 'wait') return;
      if (admission === 'fail') {
        queue.shift();
        waiter.fail(openError(circuit, model, clock.now()));
        continue;
      }
      if (inFlight >= (limits.concurrency ?? Infinity)) return;
      const wait = pace.waitFor(waiter.tokens, inFlight);
      if (wait > 0) return wakeIn(wait);
      queue.shift();
      waiter.go(letGo(waiter.tokens, admission === 'probe'));
    }
  };

  const wakeIn = (ms: number): void => {
    if (ms === Infinity) return;
    const sleep = new AbortController();
    timer = sleep;
    clock.sleep(Math.max(1, Math.ceil(ms)), sleep.signal).then(
      () => timer === sleep && pump(),
      () => undefined,
    );
  };

  const letGo = (tokens: number, isProbe: boolean): Permit => {
    const sent = pace.send(tokens);
    if (isProbe) circuit = startProbe(circuit);
    inFlight += 1;
    let isOver = false;
    return {
      end(ending) {
        if (isOver) return;
        isOver = true;
        inFlight -= 1;
        if (ending.kind === 'answered') pace.answered(sent, ending.tokens, ending.told);
        else if (ending.kind === 'refused') pace.refused(sent, ending.retryAfterMs);
        else pace.failed(sent);
        circuit = nextCircuit(circuit, ending, isProbe, clock.now());
        pump();
      },
    };
  };

  return {
    enter(lane, tokens, signal) {
      if (signal.aborted) return Promise.reject(asError(signal.reason));
      return new Promise((resolve, reject) => {
        const abort = (): void => {
          queue.remove(lane, waiter);
          reject(asError(signal.reason));
        };
        const waiter: Waiter = {
          tokens,
          go(permit) {
            signal.removeEventListener('abort', abort);
            resolve(permit);
          },
          fail(error) {
            signal.removeEventListener('abort', abort);
            reject(error);
          },
        };
        signal.addEventListener('abort', abort, { once: true });
        queue.push(lane, waiter);
        if (queue.size === 1 || timer === undefined) pump();
      });
    },
    reset() {
      circuit = closedCircuit();
      pump();
    },
    circuit: () => circuit,
    snapshot: () => pace.snapshot(),
    waiting: () => queue.size,
    inFlight: () => inFlight,
  };
}

function nextCircuit(circuit: Circuit, ending: Ending, isProbe: boolean, now: number): Circuit {
  switch (ending.kind) {
    case 'credentials':
      return recordCredentials(circuit, now, ending.message);
    case 'outage':
      return isProbe || circuit.state === 'closed'
        ? recordOutage(circuit, now, ending.message)
        : circuit;
    case 'answered':
    case 'refused':
      return closedCircuit();
    case 'other':
      return isProbe ? abandonProbe(circuit) : circuit;
  }
}

function openError(circuit: Circuit, model: string, now: number): ModelError {
  if (circuit.state === 'closed') throw new Error('a closed circuit has no error');
  const retry_after_ms = Math.max(0, Math.ceil(circuit.probeAt - now));
  return new ModelError(circuit.reason, circuit.message, { detail: { model, retry_after_ms } });
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error('aborted', { cause: reason });
}
