import { execFile } from 'node:child_process';
import type { Drill, DrillOptions, DrillResult } from './drill.ts';
import { runInProcess } from './support/run-in-process.ts';

/** The disk is full in the middle of a job, of an upload and of writing an output file. */
export const diskFull: Drill = { name: 'disk-full', run };

/**
 * Runs where small disks can be mounted that nobody else sees and that are gone with the process: a
 * mount namespace, which Linux gives to root and on most systems to everyone.
 */
async function run(options: DrillOptions): Promise<DrillResult> {
  if (!(await mayMount())) {
    const notRun = 'this system has no unshare, or refuses it';
    return { figures: ['R11'], checks: [], notRun, numbers: {} };
  }
  return runInProcess(new URL('./support/disk-full-process.ts', import.meta.url), options, {
    execPath: 'unshare',
    execArgv: [...NAMESPACE, process.execPath, ...process.execArgv],
  });
}

const NAMESPACE = ['--user', '--map-root-user', '--mount'];

function mayMount(): Promise<boolean> {
  const mount = ['mount', '-t', 'tmpfs', 'tmpfs', '/tmp'];
  return new Promise((resolve) => {
    execFile('unshare', [...NAMESPACE, ...mount], (error) => resolve(error === null));
  });
}
