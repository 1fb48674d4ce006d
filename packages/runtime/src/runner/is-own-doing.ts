import type { ProcessEnd } from './fork-runner.js';

const FROM_OUTSIDE: readonly (string | null)[] = ['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP'];

/**
 * Whether a process died by what ran in it: it exited, or got a signal that comes from a fault.
 * Somebody else sends the others, or the system in need of memory.
 */
export function isOwnDoing({ code, signal }: ProcessEnd): boolean {
  return code !== null || !FROM_OUTSIDE.includes(signal);
}
