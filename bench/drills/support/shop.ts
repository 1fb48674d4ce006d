import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { JsonObject } from '@datagenflow/contracts';
import { createFakeProvider, type FakeProvider } from '@datagenflow/llm/testing';
import {
  createPipeline,
  exportLines,
  rerunJob,
  startJob,
  updatePipeline,
  type Runtime,
} from '@datagenflow/runtime';
import { openSystem } from '../../harness/open-system.ts';
import { createTemporaryDirectory } from '../../harness/temporary-directory.ts';

/** A whole system and the endpoint where it buys; each answer is another. */
export class Shop implements AsyncDisposable {
  /** Whether a prompt gets an answer that is no JSON. */
  isBad: (prompt: string) => boolean = () => false;
  readonly #provider: FakeProvider;
  readonly #runtime: Runtime;
  readonly #parts: AsyncDisposableStack;
  #paidFor = 0;

  private constructor(provider: FakeProvider, runtime: Runtime, parts: AsyncDisposableStack) {
    this.#provider = provider;
    this.#runtime = runtime;
    this.#parts = parts;
    provider.options.answer = ({ messages, response_format }, n) => {
      const prompt = String((messages as { content: string }[]).at(-1)?.content);
      if (this.isBad(JSON.stringify(messages))) return 'This is no JSON.';
      return response_format === undefined ? `Answer ${n} to ${prompt}` : '{"hard":true}';
    };
  }

  static async open(): Promise<Shop> {
    await using parts = new AsyncDisposableStack();
    const directory = parts.use(await createTemporaryDirectory());
    const provider = parts.use(await createFakeProvider());
    const endpoint = provider.url;
    const runtime = parts.use(await openSystem({ directory: directory.path, endpoint }));
    return new Shop(provider, runtime, parts.move());
  }

  /** Calls answered since this was last asked. */
  bought(): number {
    const { answered } = this.#provider.counters;
    const since = answered - this.#paidFor;
    this.#paidFor = answered;
    return since;
  }

  /** Runs a new pipeline over these seeds; answers with the id of the job, which has ended. */
  async run(blocks: readonly JsonObject[], seeds: readonly JsonObject[]): Promise<number> {
    const { id: pipelineId } = await createPipeline(this.#runtime, {
      name: 'Shop',
      blocks: [...blocks],
    });
    const file = path.join(this.#runtime.config.dataDir, 'uploads', 'seeds.json');
    await writeFile(file, JSON.stringify(seeds.map((metadata) => ({ repetitions: 1, metadata }))));
    const upload = { path: file, fileName: 'seeds.json' };
    const { id } = await startJob(this.#runtime, pipelineId, upload, {});
    await this.#runtime.runner.finished(id);
    return id;
  }

  /** Runs a job again, of other steps if some are given; answers with the id of the new one. */
  async rerun(jobId: number, blocks?: readonly JsonObject[]): Promise<number> {
    const { pipeline_id } = await this.#runtime.storage.jobs.getJob(jobId);
    if (blocks !== undefined) {
      await updatePipeline(this.#runtime, pipeline_id, { name: 'Shop', blocks: [...blocks] });
    }
    const { id } = await rerunJob(this.#runtime, jobId);
    await this.#runtime.runner.finished(id);
    return id;
  }

  async retry(jobId: number): Promise<void> {
    await this.#runtime.runner.retryFailed(jobId);
    await this.#runtime.runner.finished(jobId);
  }

  /** Executions that gave a record, and those that failed. */
  async counts(jobId: number): Promise<[number, number]> {
    const job = await this.#runtime.storage.jobs.getJob(jobId);
    return [job.records_generated, job.records_failed];
  }

  /** What the records of a job hold. */
  async states(jobId: number): Promise<JsonObject[]> {
    const states: JsonObject[] = [];
    for await (const page of exportLines(this.#runtime, { job_id: jobId })) {
      const lines = page.trimEnd().split('\n');
      states.push(...lines.map((line) => JSON.parse(line).accumulated_state as JsonObject));
    }
    return states;
  }

  /** Their field `answer`, sorted. */
  async answers(jobId: number): Promise<string[]> {
    return (await this.states(jobId)).map(({ answer }) => JSON.stringify(answer)).sort();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#parts.disposeAsync();
  }
}
