import type { JobStore } from '@datagenflow/contracts';
import { ManualClock } from '@datagenflow/contracts/testing/clock';
import { MemoryJobStore } from '../memory/memory-job-store.js';
import { ScriptedModels } from './scripted-models.js';
import { wrapStore } from './wrap-store.js';

/** When a store fails, and in what. */
export interface Breaking {
  /** From this call to a model on. */
  breaksAt: number;
  /** Whether the method is one that fails then. */
  hits: (method: keyof JobStore) => boolean;
  error: () => Error;
}

/** A store that fails in the middle of a job until it is `heal`ed, with models that echo. */
export function breakingStore({ breaksAt, hits, error }: Breaking) {
  const clock = new ManualClock();
  const memory = new MemoryJobStore(clock);
  let isBroken = false;
  const store = wrapStore(memory, (method) => {
    if (isBroken && hits(method)) throw error();
  });
  const models = new ScriptedModels((prompt, sends) => {
    isBroken ||= sends === breaksAt;
    return prompt;
  });
  const heal = (): void => {
    isBroken = false;
  };
  return { clock, memory, store, models, heal };
}
