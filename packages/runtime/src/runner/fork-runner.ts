import { fork, type ChildProcess } from 'node:child_process';
import { locateProgram } from '@datagenflow/extensions';

/** Starts the program of a runner. It ends when its channel to this process closes. */
export function forkRunner(): ChildProcess {
  const { file, execArgv } = locateProgram(new URL('./main.js', import.meta.url));
  return fork(file, [], {
    serialization: 'advanced',
    execArgv: ['--enable-source-maps', ...execArgv],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
}
