import assert from 'node:assert/strict';
import { createPipeline, exportLines, type Runtime } from '@datagenflow/runtime';
import type { Benchmark, BenchmarkOptions, Figure, Growth, Round } from '../harness/benchmark.ts';
import { inspectDatabase } from '../harness/inspect-database.ts';
import { openSystem } from '../harness/open-system.ts';
import { makeSeeds, runJob } from '../harness/run-job.ts';
import { startProvider, type StartedProvider } from '../harness/start-provider.ts';
import { growthExponent } from '../harness/statistics.ts';
import { createTemporaryDirectory } from '../harness/temporary-directory.ts';

const steps = 5;
const answerLength = 4_096;
const chunks = 200;
const chunkLength = 5_000;

/** What records of a document take on disk, with their calls and traces. */
export const storagePerRecord: Benchmark = { name: 'storage-per-record', run };

async function run({ isQuick, noise }: BenchmarkOptions): Promise<Figure[]> {
  await using provider = await startProvider(0, undefined, { answerLength });
  noise.sample();
  const sizes = isQuick ? [1, 2] : [1, 3, 10];
  const rounds: Round[] = [];
  for (const documents of sizes) rounds.push(await measure(provider, documents));
  const [first = 1] = sizes;
  const points = rounds.map(({ measured }, i) => ({ size: sizes[i] ?? 1, cost: measured }));
  const growth: Growth = {
    of: 'documents',
    from: first,
    to: sizes.at(-1) ?? first,
    exponent: growthExponent(points),
  };
  const name = `database of documents of 1 MB, ${chunks} chunks each, ${steps} answers of 4 KB per chunk`;
  const targets = [{ against: 'distinct bytes', atMost: 3 }];
  return [{ id: 'P7', name, unit: 'MB', rounds, targets, growth }];
}

/** One round: a job over so many documents, in a database of its own. */
async function measure(provider: StartedProvider, documents: number): Promise<Round> {
  await using directory = await createTemporaryDirectory();
  const { databasePath, distinct } = await fill(directory.path, provider, documents);
  const size = inspectDatabase(databasePath, chunks * chunkLength);
  assert.equal(size.documents, documents, 'each document is stored once');
  return { measured: size.bytes / 1e6, against: { 'distinct bytes': distinct / 1e6 } };
}

async function fill(directory: string, provider: StartedProvider, documents: number) {
  await using runtime = await openSystem({ directory, endpoint: provider.url });
  const { id: pipelineId } = await createPipeline(runtime, { name: 'Document', blocks: blocks() });
  const seeds = makeSeeds(documents, (index) => ({ file_content: documentOf(index) }));
  const { id } = await runJob(runtime, pipelineId, seeds, documents * chunks);
  const { databasePath } = runtime.config;
  return {
    databasePath,
    distinct: documents * documentOf(0).length + (await readDistinct(runtime, id)),
  };
}

/** A chunker, and five generators of which the first reads the chunk. */
function blocks() {
  const prompts = ['About {{ chunk_text }}', ...Array.from({ length: steps - 1 }, askMore)];
  const generators = prompts.map((user_prompt, step) => ({
    type: 'TextGenerator',
    config: { user_prompt },
    outputs: { assistant: `answer_${step}`, system: `system_${step}`, user: `user_${step}` },
  }));
  return [{ type: 'MarkdownMultiplierBlock' }, ...generators];
}

function askMore(_: unknown, step: number): string {
  return `Question ${step} on section {{ chunk_index }}`;
}

function documentOf(index: number): string {
  return Array.from({ length: chunks }, (_, section) =>
    `# Section ${section} of ${index}\n\n`
      .padEnd(chunkLength - 1, `Words of ${section}. `)
      .concat('\n'),
  ).join('');
}

/** Bytes of the chunks and answers; the prompts made of them are not counted. */
async function readDistinct(runtime: Runtime, jobId: number): Promise<number> {
  let bytes = 0;
  for await (const page of exportLines(runtime, { job_id: jobId })) {
    for (const line of page.trimEnd().split('\n')) {
      const state = JSON.parse(line).accumulated_state as Record<string, unknown>;
      const answers = Array.from({ length: steps }, (_, step) => state[`answer_${step}`]);
      assert(answers.every((answer) => String(answer).length === answerLength));
      for (const text of [state['chunk_text'], ...answers])
        bytes += Buffer.byteLength(String(text));
    }
  }
  return bytes;
}
