import type {
  Clock,
  EngineEvent,
  IndexedSeed,
  Job,
  JobOptions,
  JobStore,
  JsonObject,
  ModelClient,
  Step,
  StoredJob,
} from '@datagenflow/contracts';
import { ManualClock } from '@datagenflow/contracts/testing/clock';
import { BlockRegistry, type RegisteredBlock } from '@datagenflow/registry';
import { createSchemaCompiler } from '@datagenflow/schemas';
import { assignStepIds } from '../compile/assign-step-ids.js';
import { JobRunner } from '../job/job-runner.js';
import type { Reserve, SeedReader } from '../job/runner-options.js';
import { MemoryJobStore } from '../memory/memory-job-store.js';
import { definitionOf } from './compile-blocks.js';
import { ScriptedModels } from './scripted-models.js';

/** What differs from bench to bench. */
export interface BenchParts {
  models?: ModelClient;
  clock?: Clock;
  store?: JobStore;
  owner?: string;
  maxInFlight?: number;
  readSeeds?: SeedReader;
  seedsStored?: (job: StoredJob) => Promise<void>;
  reserve?: Reserve;
}

/** What differs from job to job. */
export interface JobParts {
  steps?: Step[];
  options?: JobOptions;
}

/** A runner over a store in memory, and what it told. */
export class JobBench implements AsyncDisposable {
  readonly memory: MemoryJobStore;
  readonly store: JobStore;
  readonly runner: JobRunner;
  readonly events: EngineEvent[] = [];
  readonly #blocks: readonly RegisteredBlock[];

  constructor(blocks: readonly RegisteredBlock[], parts: BenchParts = {}) {
    const { clock = new ManualClock(), models = new ScriptedModels() } = parts;
    this.memory = parts.store instanceof MemoryJobStore ? parts.store : new MemoryJobStore(clock);
    this.store = parts.store ?? this.memory;
    this.#blocks = blocks;
    const registry = new BlockRegistry();
    for (const block of blocks) registry.register(block);
    this.runner = new JobRunner({
      store: this.store,
      registry,
      schemas: createSchemaCompiler(),
      models,
      clock,
      emit: (event) => this.events.push(event),
      readSeeds: parts.readSeeds ?? readInlineSeeds,
      seedsStored: parts.seedsStored ?? (async () => undefined),
      owner: parts.owner ?? 'runner-1',
      maxInFlight: parts.maxInFlight ?? 256,
      reserve: parts.reserve,
    });
  }

  /** Stores a job over these seeds; each step is a block of the bench unless `steps` says so. */
  async create(
    seeds: readonly JsonObject[],
    { steps, options = {} }: JobParts = {},
  ): Promise<number> {
    const { id } = await this.store.createJob({
      pipeline_id: 1,
      definition: assignStepIds(definitionOf(this.#blocks, steps)),
      block_hashes: {},
      model_snapshot: {},
      options,
      random_seed: 7,
      seed_source: { seeds: seeds.map((metadata) => ({ repetitions: 1, metadata })) },
      warnings: [],
    });
    return id;
  }

  /** Stores a job and runs it to its end. */
  async run(seeds: readonly JsonObject[], parts: JobParts = {}): Promise<Job> {
    const id = await this.create(seeds, parts);
    this.runner.run(id);
    return this.runner.finished(id);
  }

  /** The fields of all records, in order. */
  records(jobId: number): JsonObject[] {
    return this.memory
      .outcomes(jobId)
      .flatMap((outcome) => (outcome.status === 'generated' ? [outcome.fields] : []));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.runner[Symbol.asyncDispose]();
  }
}

/** Seeds numbered from 0: `{ n }`. */
export function numbered(count: number): JsonObject[] {
  return Array.from({ length: count }, (_, n) => ({ n }));
}

const readInlineSeeds: SeedReader = async function* ({ seed_source }) {
  const seeds = seed_source.seeds as unknown as Omit<IndexedSeed, 'seed_index'>[];
  yield { seeds: seeds.map((seed, seed_index) => ({ ...seed, seed_index })), problems: [] };
};
