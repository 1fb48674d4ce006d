import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ErrorBody, Execution, Job, JobReport } from '@datagenflow/contracts';
import { createTemporaryDirectory } from '../harness/temporary-directory.ts';
import { quantile } from '../harness/statistics.ts';
import { formOf } from './support/drill-job.ts';
import { expectEqual, expectNone, type Drill, type DrillOptions } from './drill.ts';
import type { DrillResult } from './drill.ts';
import { HOSTILE_ACTS, HOSTILE_FILES, hostileSource } from './support/hostile-source.ts';
import { launchServer } from './support/launch-server.ts';
import { processesIn } from './support/processes-in.ts';
import { waitUntil } from './support/wait-until.ts';

const ITEMS = { short: 20, long: 500 };
const CONCURRENCY = 10;
const TIMEOUT_MS = 20_000;
const LOG_CHARACTERS = 64 * 1024;
const POLL_MS = 50;
const JOB_MS = 3 * 60 * 60_000;
const GOOD = { act: 'good' };

type Act = (typeof HOSTILE_ACTS)[number];

/** Blocks do everything wrong that a block can, in jobs beside executions that do nothing wrong. */
export const hostileBlocks: Drill = { name: 'hostile-blocks', run };

async function run({ isLong }: DrillOptions): Promise<DrillResult> {
  const items = isLong ? ITEMS.long : ITEMS.short;
  await using directory = await createTemporaryDirectory();
  await writeBlocks(path.join(directory.path, 'user_blocks'));
  await using server = launchServer(directory.path);
  const url = await server.ready;
  if (url === undefined) throw new Error((await server.ended).output);
  await using poll = pollApi(url);
  const wrong: unknown[] = [];
  for (const act of HOSTILE_ACTS) wrong.push(...(await misbehave(url, act, items)));
  const refused: unknown[] = [];
  for (const type of Object.keys(HOSTILE_FILES)) refused.push(...(await ask(url, type, items)));
  await poll[Symbol.asyncDispose]();
  const { code } = await server.stop();
  return {
    figures: ['R19'],
    checks: [
      expectNone('what a block does wrong fails its own execution, typed, and no other', wrong),
      expectNone('what can’t be loaded is refused with a code, each time', refused),
      expectNone('the API answers all the while, and never with 5xx', poll.failures),
      expectEqual('the server was up all the time and stops in good order', code, 0),
      expectNone('no process is left', await processesIn(directory.path)),
    ],
    numbers: {
      items_of_each: items,
      acts: HOSTILE_ACTS.length + Object.keys(HOSTILE_FILES).length,
      answers: poll.times.length,
      answer_ms: { p50: quantile(poll.times, 0.5), p99: quantile(poll.times, 0.99) },
    },
  };
}

async function writeBlocks(directory: string): Promise<void> {
  await mkdir(directory);
  await writeFile(path.join(directory, 'hostile.ts'), hostileSource());
  for (const [type, text] of Object.entries(HOSTILE_FILES)) {
    await writeFile(path.join(directory, `${type}.ts`), text);
  }
}

/** A job in which every other execution misbehaves, then one that does not; tells what is wrong. */
async function misbehave(url: string, act: Act, items: number): Promise<unknown[]> {
  const timeout_ms = 'timeoutMs' in act ? act.timeoutMs : TIMEOUT_MS;
  const id = await createPipeline(url, { type: 'Hostile', timeout_ms });
  const seeds = Array.from({ length: items }, () => [{ act: act.act }, GOOD]);
  const response = await startJob(url, id, seeds.flat());
  const { job_id: jobId } = (await response.json()) as { job_id: number };
  const job = await waitUntil(`the end of ${act.act}`, () => readEnded(url, jobId), JOB_MS);
  const { reasons } = await getJson<JobReport>(`${url}/api/jobs/${jobId}/report`);
  const next = await postJson(`${url}/api/pipelines/${id}/execute`, GOOD);
  const found = {
    status: job.status,
    generated: job.records_generated,
    reasons: reasons.map(({ code, count }) => [code, count]),
    next: next.status,
    isLogCapped: (await longestLog(url, jobId)) <= LOG_CHARACTERS * 1.1,
  };
  const expected = {
    status: 'completed',
    generated: items,
    reasons: [[act.code, items]],
    next: 200,
    isLogCapped: true,
  };
  const isRight = JSON.stringify(found) === JSON.stringify(expected);
  return isRight ? [] : [{ act: act.act, found, expected }];
}

/** Jobs of a block whose file can’t be loaded; tells the answers that are not a typed refusal. */
async function ask(url: string, type: string, items: number): Promise<unknown[]> {
  const id = await createPipeline(url, { type });
  const answers = [];
  for (let n = 0; n < items; n += 1) {
    const response = await startJob(url, id, [GOOD]);
    const { code } = (await response.json()) as Partial<ErrorBody>;
    answers.push({ type, status: response.status, code });
  }
  return answers.filter(({ status, code }) => status < 400 || status >= 500 || !code);
}

async function createPipeline(url: string, block: object): Promise<number> {
  const response = await postJson(`${url}/api/pipelines`, { name: 'Hostile', blocks: [block] });
  return ((await response.json()) as { id: number }).id;
}

function startJob(url: string, pipelineId: number, metadata: readonly object[]): Promise<Response> {
  const seeds = metadata.map((each) => ({ repetitions: 1, metadata: { ...each } }));
  const body = formOf(pipelineId, seeds, { concurrency: CONCURRENCY });
  return fetch(`${url}/api/generate`, { method: 'POST', body });
}

async function readEnded(url: string, id: number): Promise<Job | undefined> {
  await sleep(POLL_MS);
  const job = await getJson<Job>(`${url}/api/jobs/${id}`);
  return job.status === 'running' || job.status === 'pending' ? undefined : job;
}

/** Most characters that one of the newest failed executions logged. */
async function longestLog(url: string, jobId: number): Promise<number> {
  const failed = `${url}/api/jobs/${jobId}/executions?status=failed&limit=10`;
  const sizes = (await getJson<Execution[]>(failed)).map(({ trace = [] }) =>
    trace
      .flatMap(({ logs = [] }) => logs)
      .reduce((characters, { message }) => characters + message.length, 0),
  );
  return Math.max(0, ...sizes);
}

/** Asks for the list of jobs again and again, until it is disposed of. */
function pollApi(url: string) {
  const stop = new AbortController();
  const times: number[] = [];
  const failures: unknown[] = [];
  const polling = (async (): Promise<void> => {
    while (!stop.signal.aborted) {
      const start = performance.now();
      const status = await fetch(`${url}/api/jobs`).then((answer) => answer.status, String);
      times.push(Math.round(performance.now() - start));
      if (status !== 200) failures.push(status);
      await sleep(POLL_MS);
    }
  })();
  const dispose = (): Promise<void> => {
    stop.abort();
    return polling;
  };
  return { times, failures, [Symbol.asyncDispose]: dispose };
}

async function getJson<T>(url: string): Promise<T> {
  return (await (await fetch(url)).json()) as T;
}

function postJson(url: string, body: object): Promise<Response> {
  const headers = { 'Content-Type': 'application/json' };
  return fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
}
