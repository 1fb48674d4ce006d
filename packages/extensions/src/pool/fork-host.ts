import { fork, type ChildProcess } from 'node:child_process';
import { getCompileCacheDir } from 'node:module';
import { dirname } from 'node:path';
import { locateProgram } from '../program/locate-program.js';
import type { PoolOptions } from './pool-options.js';

/**
 * Starts a block host, in a process group of its own, so that what it starts ends with it. Of the
 * environment it gets nothing but where Node keeps what it has compiled, which it takes out before
 * it loads a block. Its stdin is a lifeline: closing it ends the host.
 */
export function forkHost(options: Pick<PoolOptions, 'maxMemoryMb' | 'uid' | 'gid'>): ChildProcess {
  const { maxMemoryMb, uid, gid } = options;
  const program = locateProgram(new URL('../host/main.js', import.meta.url));
  return fork(program.file, [], {
    env: compileCache(),
    serialization: 'advanced',
    execArgv: ['--enable-source-maps', `--max-old-space-size=${maxMemoryMb}`, ...program.execArgv],
    stdio: ['pipe', 'pipe', 'pipe', 'ipc'],
    detached: true,
    ...(uid !== undefined && { uid }),
    ...(gid !== undefined && { gid }),
  });
}

/** Ends a host and all it has started, whoever it runs as. */
export function killHost(child: ChildProcess): void {
  child.stdin?.destroy();
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ESRCH' && code !== 'EPERM') throw error;
  }
}

/** Where this process keeps what Node has compiled, if anywhere, for a host to read it too. */
function compileCache(): { NODE_COMPILE_CACHE?: string } {
  const ofThisNode = getCompileCacheDir();
  return ofThisNode === undefined ? {} : { NODE_COMPILE_CACHE: dirname(ofThisNode) };
}
