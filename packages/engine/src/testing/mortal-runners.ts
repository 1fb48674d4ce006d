import { ManualClock } from '@datagenflow/contracts/testing/clock';
import type { RegisteredBlock } from '@datagenflow/registry';
import { MemoryJobStore } from '../memory/memory-job-store.js';
import { JobBench } from './job-bench.js';
import { ScriptedModels } from './scripted-models.js';
import { wrapStore } from './wrap-store.js';

/** What the blocks of one runner know of it. */
export interface Life {
  readonly isOver: boolean;
  /** Ends the runner: nothing it does from here on is stored. Never resolves. */
  end(): Promise<never>;
}

/** Runners over one store, one after the other, each of which its blocks may kill. */
export class MortalRunners {
  readonly memory = new MemoryJobStore(new ManualClock());
  readonly models = new ScriptedModels();
  readonly #blocksOf: (life: Life) => RegisteredBlock[];
  readonly #isBlamed: boolean;
  #count = 0;

  /** @param isBlamed whether a death is held against what ran */
  constructor(blocksOf: (life: Life) => RegisteredBlock[], isBlamed = true) {
    this.#blocksOf = blocksOf;
    this.#isBlamed = isBlamed;
  }

  /** One runner, until all is done or it dies; says whether it died. */
  async live(create: (bench: JobBench) => Promise<void> = async () => {}): Promise<boolean> {
    const over = Promise.withResolvers<'over'>();
    const owner = `runner-${(this.#count += 1)}`;
    let isOver = false;
    const life: Life = {
      get isOver() {
        return isOver;
      },
      end: () => {
        isOver = true;
        over.resolve('over');
        return new Promise(() => undefined);
      },
    };
    const store = wrapStore(this.memory, () => {
      if (isOver) return new Promise(() => undefined);
    });
    const bench = new JobBench(this.#blocksOf(life), { store, owner, models: this.models });
    await create(bench);
    await this.memory.releaseAbandoned(owner, this.#isBlamed);
    await bench.runner.start();
    const jobs = await this.memory.listJobs(['pending', 'running']);
    const ended = Promise.all(jobs.map(({ id }) => bench.runner.finished(id)));
    return (await Promise.race([ended, over.promise])) === 'over';
  }

  /** Runners until all is done; how many died. */
  async liveOn(create?: (bench: JobBench) => Promise<void>): Promise<number> {
    let deaths = 0;
    for (let next = create; await this.live(next); next = undefined) deaths += 1;
    return deaths;
  }
}
