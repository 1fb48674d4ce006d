import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FailPointName, Job } from '@datagenflow/contracts';
import { startProvider } from '../harness/start-provider.ts';
import { seededRandom } from '../harness/seeded-random.ts';
import { createTemporaryDirectory } from '../harness/temporary-directory.ts';
import { checkStored } from './check-stored.ts';
import { formOf } from './drill-job.ts';
import { expectNone, type Check } from './drill.ts';
import { Victim } from './victim.ts';
import { waitUntil } from './wait-until.ts';

/** Boundaries that the runner passes in a job, and how often at least. */
const PASSINGS = {
  'import.before': 1,
  'import.after': 1,
  'move.before': 2,
  'move.after': 2,
  'claim.before': 3,
  'claim.after': 3,
  'memo.before': 1,
  'memo.after': 1,
  'fan_out.before': 2,
  'fan_out.after': 2,
  'call.before': 3,
  'call.after': 3,
  'outcome.before': 3,
  'outcome.after': 3,
  'patch.before': 1,
  'patch.after': 1,
} as const satisfies Partial<Record<FailPointName, number>>;

const SEEDS = 12;
const BRANCHES = ['0', '1'];
const CONCURRENCY = 4;
/** In which the server hears of a runner that dies when its job has just ended. */
const NOTICED_MS = 300;
const CALLS = SEEDS * BRANCHES.length;
const FIELDS = ['noted', 'chunk_text', 'assistant', 'similarity'];

const NOTE = `
import { BaseBlock, block } from '@datagenflow/block-sdk';
export const Note = block(class extends BaseBlock.define({
  name: 'Note', description: 'Remembers something', inputs: ['number'], outputs: ['noted'],
}) {
  async execute(context) {
    const number = context.get('number', 0);
    return { noted: await context.memo('note', number, () => 'note ' + number) };
  }
});`;

const pipeline = {
  name: 'Fail points',
  blocks: [
    { type: 'Note' },
    { type: 'MarkdownMultiplierBlock' },
    { type: 'TextGenerator', config: { user_prompt: 'Write about {{ chunk_text }}.' } },
    { type: 'NearDuplicate', config: { method: 'exact' } },
  ],
};

/** Kills the runner at each boundary, so many times each, in a job of its own every time. */
export async function breakJobs(times: number, seed: number): Promise<Check[]> {
  const random = seededRandom(seed);
  await using directory = await createTemporaryDirectory();
  await mkdir(path.join(directory.path, 'user_blocks'));
  await writeFile(path.join(directory.path, 'user_blocks', 'note.ts'), NOTE);
  await using provider = await startProvider(20, { seed, jitterMs: 20, faultShare: 0 });
  const broken: unknown[] = [];
  const unkilled: unknown[] = [];
  let kills = 0;
  for (const [point, passings] of Object.entries(PASSINGS)) {
    for (let time = 0; time < times; time += 1) {
      const FAILPOINT = `${point}:kill:${1 + Math.floor(random() * passings)}`;
      const llm = { LLM_ENDPOINT: provider.url, LLM_MODEL: 'fake-large' };
      const env = { ...llm, NODE_ENV: 'test', FAILPOINT };
      const { checks, output } = await runJob(directory.path, env);
      kills += 1;
      if (!output.includes('was ended by SIGKILL')) unkilled.push({ FAILPOINT, output });
      broken.push(
        ...checks.filter(({ isKept }) => !isKept).map((each) => ({ FAILPOINT, ...each })),
      );
    }
  }
  const { answered } = await provider.readCounters();
  const extraCalls = answered - kills * CALLS;
  const isFair = extraCalls >= 0 && extraCalls <= kills * CONCURRENCY;
  return [
    expectNone(`the runner dies at each of ${Object.keys(PASSINGS).length} boundaries`, unkilled),
    expectNone('each job is then completed, whole, and billed once', broken),
    expectNone('no more calls are made again than were in flight', isFair ? [] : [{ extraCalls }]),
  ];
}

async function runJob(
  directory: string,
  env: Record<string, string>,
): Promise<{ checks: Check[]; output: string }> {
  await using victim = new Victim(directory, env);
  const jobId = await startJob(victim);
  await waitUntil('the end of the job', async () => {
    await sleep(20);
    const job = (await (await victim.ask(`/api/jobs/${jobId}`)).json()) as Job;
    return ['pending', 'running'].includes(job.status) ? undefined : true;
  });
  await sleep(NOTICED_MS);
  const { output } = await victim.stop();
  const checks = await checkStored(victim.databasePath, {
    jobId,
    seeds: SEEDS,
    repetitions: 1,
    branches: BRANCHES,
    fields: FIELDS,
    seen: new Map(),
  });
  return { checks, output };
}

async function startJob(victim: Victim): Promise<number> {
  const saved = await victim.ask('/api/pipelines', pipeline);
  const { id } = (await saved.json()) as { id: number };
  const seeds = Array.from({ length: SEEDS }, (_, number) => ({
    repetitions: 1,
    metadata: { number, file_content: `# One\n\nFirst of ${number}\n\n# Two\n\nSecond` },
  }));
  const form = formOf(id, seeds, { concurrency: CONCURRENCY });
  const { job_id } = (await (await victim.ask('/api/generate', form)).json()) as { job_id: number };
  return job_id;
}
