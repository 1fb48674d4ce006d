import type { DataGenFlowError, Failure, PauseReason } from '@datagenflow/contracts';
import type { Exceeded } from './budget.js';

/** Why a run ended before nothing was left to do. */
export type EarlyEnd =
  /** Someone paused its job. */
  | { kind: 'left' }
  /** It has the records it wanted. */
  | { kind: 'enough' }
  /** Its job pauses by itself. `retryAfterMs`: when it goes on by itself; absent: when asked to. */
  | { kind: 'paused'; reason: PauseReason; error: string; retryAfterMs?: number }
  | { kind: 'stopped'; error: string }
  | { kind: 'failed'; error: string };

const SHORTEST_PAUSE_MS = 250;
const USUAL_PAUSE_MS = 5_000;

/** A limit is reached. */
export function exceededEnd({ constraint }: Exceeded): EarlyEnd {
  return { kind: 'stopped', error: `Constraint exceeded: ${constraint}` };
}

/** An execution failed, and the job is not to go on after that. */
export function failedEnd({ message }: Failure): EarlyEnd {
  return { kind: 'failed', error: message };
}

/** A model can’t be used at present, whatever is asked of it. */
export function unusableModelEnd({ code, message, detail }: DataGenFlowError): EarlyEnd {
  if (code === 'credentials') return { kind: 'paused', reason: 'credentials', error: message };
  const asked = detail.retry_after_ms;
  const retryAfterMs = Math.max(
    typeof asked === 'number' ? asked : USUAL_PAUSE_MS,
    SHORTEST_PAUSE_MS,
  );
  return { kind: 'paused', reason: 'provider_down', error: message, retryAfterMs };
}
