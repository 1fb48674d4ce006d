/** Why a model is not asked at present. */
export type CircuitReason = 'provider_down' | 'credentials';

/**
 * State of a circuit breaker. Closed: requests go. Open: they fail at once until `probeAt`, then
 * one goes as a probe and decides.
 */
export type Circuit =
  | { state: 'closed'; failures: number }
  | {
      state: 'open';
      reason: CircuitReason;
      message: string;
      probeAt: number;
      openings: number;
      isProbing: boolean;
    };

/** What may be done with a request now. */
export type Admission = 'send' | 'probe' | 'wait' | 'fail';

/** Failures in a row that open the circuit. */
const THRESHOLD = 5;
const FIRST_OPEN_MS = 1_000;
const LONGEST_OPEN_MS = 10_000;
const CREDENTIALS_OPEN_MS = 30_000;

/** A circuit that lets requests through. */
export function closedCircuit(): Circuit {
  return { state: 'closed', failures: 0 };
}

/** Whether a request may go. While a probe is out, the others wait for its result. */
export function admit(circuit: Circuit, now: number): Admission {
  if (circuit.state === 'closed') return 'send';
  if (circuit.isProbing) return 'wait';
  return now >= circuit.probeAt ? 'probe' : 'fail';
}

/** The circuit once a probe has gone. */
export function startProbe(circuit: Circuit): Circuit {
  return circuit.state === 'open' ? { ...circuit, isProbing: true } : circuit;
}

/** The circuit once a probe has ended without saying anything about the model. */
export function abandonProbe(circuit: Circuit): Circuit {
  return circuit.state === 'open' ? { ...circuit, isProbing: false } : circuit;
}

/** After an outage: an error of the server, of the connection, or a timeout. */
export function recordOutage(circuit: Circuit, now: number, message: string): Circuit {
  if (circuit.state === 'open') {
    if (!circuit.isProbing) return circuit;
    return open('provider_down', now, message, circuit.openings + 1);
  }
  const failures = circuit.failures + 1;
  return failures < THRESHOLD
    ? { state: 'closed', failures }
    : open('provider_down', now, message, 1);
}

/** After a refusal of key, permission or model name: no other request would fare better. */
export function recordCredentials(circuit: Circuit, now: number, message: string): Circuit {
  return open('credentials', now, message, circuit.state === 'open' ? circuit.openings + 1 : 1);
}

function open(reason: CircuitReason, now: number, message: string, openings: number): Circuit {
  const wait =
    reason === 'credentials'
      ? CREDENTIALS_OPEN_MS
      : Math.min(LONGEST_OPEN_MS, FIRST_OPEN_MS * 2 ** Math.min(openings - 1, 10));
  return { state: 'open', reason, message, probeAt: now + wait, openings, isProbing: false };
}
