import { readFileSync } from 'node:fs';

/** Whether a process runs. One that ended and that nobody has reaped yet does not. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  return process.platform !== 'linux' || readState(pid) !== 'Z';
}

/** The letter after the name in brackets. */
function readState(pid: number): string | undefined {
  return /\) (\w)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1];
}
