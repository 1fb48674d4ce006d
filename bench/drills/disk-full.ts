import { execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Drill, DrillOptions, DrillResult } from './drill.ts';

/** The disk is full in the middle of a job, of an upload and of writing an output file. */
export const diskFull: Drill = { name: 'disk-full', run };

/**
 * Runs where small disks can be mounted that nobody else sees and that are gone with the process: a
 * mount namespace, which Linux gives to root and on most systems to everyone.
 */
async function run(options: DrillOptions): Promise<DrillResult> {
  if (!(await mayMount())) {
    const disk = 'none: this system has no unshare, or refuses it. Nothing was run';
    return { figures: ['R11'], checks: [], numbers: { disk } };
  }
  const file = fileURLToPath(new URL('./disk-full-process.ts', import.meta.url));
  const child = fork(file, {
    execPath: 'unshare',
    execArgv: [...NAMESPACE, process.execPath, ...process.execArgv],
  });
  const answer = once(child, 'message');
  const ended = once(child, 'exit').then(() => undefined);
  child.send(options);
  const first = await Promise.race([answer, ended]);
  if (first === undefined) throw new Error('The process of the drill has ended without a result.');
  await ended;
  return first[0] as DrillResult;
}

const NAMESPACE = ['--user', '--map-root-user', '--mount'];

function mayMount(): Promise<boolean> {
  const mount = ['mount', '-t', 'tmpfs', 'tmpfs', '/tmp'];
  return new Promise((resolve) => {
    execFile('unshare', [...NAMESPACE, ...mount], (error) => resolve(error === null));
  });
}
