import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('command-process.mjs', import.meta.url));

/** How a command ended, and what it said. */
export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** What to run, and where. */
interface Command {
  directory: string;
  args: string[];
  env: Record<string, string>;
}

/** A process that runs commands one after the other, in any directory. */
export interface Commands extends AsyncDisposable {
  run(command: Command): Promise<Ended>;
}

/** Starts one. It loads what commands need once, so it is for all that need no process of their own. */
export function startCommands(): Commands {
  const child = fork(PROGRAM, { execArgv: [], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  let last: Promise<unknown> = Promise.resolve();
  const run = async (command: Command): Promise<Ended> => {
    child.send(command);
    const [ended] = (await once(child, 'message')) as [Ended];
    return ended;
  };
  return {
    run: (command) => {
      const ended = last.then(() => run(command));
      last = ended;
      return ended;
    },
    [Symbol.asyncDispose]: async () => {
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    },
  };
}
