import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExportedRecord, Job, Json, JobOptions } from '@datagenflow/contracts';
import { vi } from 'vitest';
import {
  createPipeline,
  createRuntime,
  exportLines,
  readConfig,
  startJob,
  type Environment,
  type Runtime,
  type RuntimeOptions,
} from '../../src/index.js';

/** A runtime on a data directory of its own, gone on dispose. */
export interface TestRuntime extends AsyncDisposable {
  runtime: Runtime;
  dir: string;
  /** What the user was told at the start. */
  warnings: string[];
  /** Starts a job over seeds. */
  begin(pipelineId: number, seeds: unknown, options?: JobOptions, fileName?: string): Promise<Job>;
  /** Runs a pipeline over seeds to its end. */
  run(pipelineId: number, seeds: unknown, options?: JobOptions, fileName?: string): Promise<Job>;
  /** Stores a pipeline and starts a job of it. */
  beginDefinition(definition: Json, seeds: unknown, options?: JobOptions): Promise<Job>;
  /** Stores a pipeline and runs it. */
  runDefinition(definition: Json, seeds: unknown, options?: JobOptions): Promise<Job>;
  /** Records of a job, oldest first. */
  records(jobId: number): Promise<ExportedRecord[]>;
}

/**
 * @param blocks files to put into `user_blocks`, by name
 * @param env settings, as environment variables
 */
export async function startTestRuntime(
  blocks: Record<string, string> = {},
  runtimeOptions: Pick<RuntimeOptions, 'runner' | 'clock' | 'readFreeBytes'> = {},
  env: Environment = {},
): Promise<TestRuntime> {
  const dir = await mkdtemp(join(tmpdir(), 'dgf-runtime-'));
  await mkdir(join(dir, 'user_blocks'));
  for (const [name, text] of Object.entries(blocks)) {
    await writeFile(join(dir, 'user_blocks', name), text);
  }
  const warnings: string[] = [];
  const runtime = await createRuntime(readConfig(dir, env), {
    warn: (text) => warnings.push(text),
    ...runtimeOptions,
  });
  const begin: TestRuntime['begin'] = async (
    pipelineId,
    seeds,
    options = {},
    fileName = 'seeds.json',
  ) => {
    const path = join(runtime.config.dataDir, 'uploads', randomUUID());
    await writeFile(path, typeof seeds === 'string' ? seeds : JSON.stringify(seeds));
    return startJob(runtime, pipelineId, { path, fileName }, options);
  };
  const run: TestRuntime['run'] = async (...args) => {
    const { id } = await begin(...args);
    return runtime.runner.finished(id);
  };
  return {
    runtime,
    dir,
    warnings,
    begin,
    run,
    beginDefinition: async (definition, seeds, options) =>
      begin((await createPipeline(runtime, definition)).id, seeds, options),
    runDefinition: async (definition, seeds, options) =>
      run((await createPipeline(runtime, definition)).id, seeds, options),
    records: async (jobId) => {
      let text = '';
      for await (const lines of exportLines(runtime, { job_id: jobId })) text += lines;
      const lines = text.split('\n').filter((line) => line !== '');
      return lines.map((line) => JSON.parse(line) as ExportedRecord).toReversed();
    },
    [Symbol.asyncDispose]: async () => {
      await runtime[Symbol.asyncDispose]();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** Has the runner describe each user block once: later it is known, however busy the machine is. */
export async function describeUserBlocks({ registry }: Runtime): Promise<void> {
  const types = registry.list().filter(({ source }) => source === 'user');
  for (const { type } of types) {
    await vi.waitFor(() => registry.require(type).describe({}), { timeout: 30_000 });
  }
}
