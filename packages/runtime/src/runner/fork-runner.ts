import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { constants, setPriority } from 'node:os';
import { locateProgram } from '@datagenflow/extensions';

/** How a process ended: by itself with a code, or by a signal. */
export interface ProcessEnd {
  code: number | null;
  signal: string | null;
}

/** A process with the program of a runner. It is none yet: it loads, and waits to be told to open. */
export interface RunnerFork extends AsyncDisposable {
  readonly child: ChildProcess;
  /** Resolves when it has ended and all that it sent has arrived; to what kept it from starting. */
  readonly ended: Promise<ProcessEnd | Error>;
}

/**
 * How V8 collects garbage in a runner: with halves of the young generation of 12 MB, which are up to
 * 64 on a large machine, and an old one that may grow by half before it is collected, and not to
 * several times of what is alive. A job then takes half the memory and about a tenth more processor
 * time of its own. Neither limits what can be alive. The young generation is collected by the main
 * thread alone: four helpers at once keep the server from its processor.
 */
export const runnerMemoryFlags = [
  '--max-semi-space-size=12',
  '--heap-growing-percent=50',
  '--no-parallel-scavenge',
];

/**
 * Starts the program of a runner. It ends when its channel to this process closes, or its stdin;
 * disposing ends it at once.
 */
export function forkRunner(): RunnerFork {
  const { file, execArgv } = locateProgram(new URL('./main.js', import.meta.url));
  const child = fork(file, [], {
    serialization: 'advanced',
    execArgv: ['--enable-source-maps', ...runnerMemoryFlags, ...execArgv],
    stdio: ['pipe', 'inherit', 'inherit', 'ipc'],
  });
  const ended = waitForEnd(child);
  giveWay(child);
  return {
    child,
    ended,
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/**
 * Lets the server answer first when processors are short: a job that computes takes what it leaves.
 * One that waits for models, as most do, hardly notices.
 */
function giveWay({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // It has ended already, which its channel tells.
  }
}

/** A process whose channel fails is of no use any more: it is ended. */
async function waitForEnd(child: ChildProcess): Promise<ProcessEnd | Error> {
  const ended = Promise.all([once(child, 'exit'), once(child, 'disconnect')]);
  child.on('error', () => undefined);
  try {
    const [[code, signal]] = (await ended) as [[number | null, string | null], unknown];
    return { code, signal };
  } catch (error) {
    child.kill('SIGKILL');
    return error instanceof Error ? error : new Error(String(error));
  }
}
