import { runnerMemoryFlags } from '@datagenflow/runtime';
import type { Drill } from './drill.ts';
import { runInProcess } from './support/run-in-process.ts';

/** A thousand calls of a second at any time, for a while, with the memory flags of a runner. */
export const heldLoad: Drill = {
  name: 'held-load',
  run: (options) =>
    runInProcess(new URL('./support/held-load-process.ts', import.meta.url), options, {
      execArgv: [...process.execArgv, ...runnerMemoryFlags, '--expose-gc'],
    }),
};
