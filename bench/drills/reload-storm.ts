import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createTemporaryDirectory } from '../harness/temporary-directory.ts';
import { expectEqual, type Drill, type DrillOptions, type DrillResult } from './drill.ts';
import { launchServer } from './support/launch-server.ts';
import { waitUntil } from './support/wait-until.ts';

const SAVE_EVERY_MS = 100;
const DEBOUNCE_MS = '50';
const SAVES = { short: 100, long: 6_000 };
/** Ten at once, a tenth of a second each: they outlast the saves. */
const EXECUTIONS = { short: 1_500, long: 75_000 };
const OPTIONS = JSON.stringify({ concurrency: 10 });

/** A block is saved ten times a second while a job runs it: the job sees one version only. */
export const reloadStorm: Drill = { name: 'reload-storm', run };

async function run({ isLong }: DrillOptions): Promise<DrillResult> {
  const saves = isLong ? SAVES.long : SAVES.short;
  const executions = isLong ? EXECUTIONS.long : EXECUTIONS.short;
  await using directory = await createTemporaryDirectory();
  await mkdir(path.join(directory.path, 'user_blocks'));
  await save(directory.path, 0);
  await using server = launchServer(directory.path, {
    DATAGENFLOW_HOT_RELOAD_DEBOUNCE_MS: DEBOUNCE_MS,
  });
  const url = await server.ready;
  if (url === undefined) throw new Error((await server.ended).output);
  const pipelineId = await createPipeline(url);
  const jobId = await startJob(url, pipelineId, executions);
  await waitUntil('the first records', async () => {
    const { records_generated: generated } = await getJson<JobSeen>(`${url}/api/jobs/${jobId}`);
    return generated > 0 ? true : undefined;
  });
  for (let version = 1; version <= saves; version += 1) {
    await save(directory.path, version);
    await sleep(SAVE_EVERY_MS);
  }
  const { status: statusAtLastSave } = await getJson<JobSeen>(`${url}/api/jobs/${jobId}`);
  const job = await waitUntil(
    'the end of the job',
    async () => {
      const seen = await getJson<JobSeen>(`${url}/api/jobs/${jobId}`);
      return seen.status === 'running' ? undefined : seen;
    },
    15 * 60_000,
  );
  const versions = await readVersions(url, jobId);
  const last = await waitUntil('the last version', async () => {
    const version = await runOnce(url, pipelineId);
    return version === saves ? version : undefined;
  });
  const { code } = await server.stop();
  return {
    figures: ['R20'],
    checks: [
      expectEqual('the job runs until after the last save', statusAtLastSave, 'running'),
      expectEqual('every execution of the job succeeds', job.records_generated, executions),
      expectEqual('all of them run the version that the job began with', versions, [0]),
      expectEqual('what comes after runs the version that was saved last', last, saves),
      expectEqual('the server was up all the time and stops in good order', code, 0),
    ],
    numbers: { saves, executions },
  };
}

interface JobSeen {
  status: string;
  records_generated: number;
}

async function save(directory: string, version: number): Promise<void> {
  const file = path.join(directory, 'user_blocks', 'storm.ts');
  const text = `import { BaseBlock, block } from '@datagenflow/block-sdk';
export const Storm = block(
  class extends BaseBlock.define({
    name: 'Storm', description: 'Tells its version', inputs: [], outputs: ['version'],
  }) {
    async execute() {
      await new Promise((done) => setTimeout(done, 100));
      return { version: ${version} };
    }
  },
);
`;
  await writeFile(`${directory}/storm.tmp`, text);
  await rename(`${directory}/storm.tmp`, file);
}

async function createPipeline(url: string): Promise<number> {
  const { id } = await postJson<{ id: number }>(`${url}/api/pipelines`, {
    name: 'Storm',
    blocks: [{ type: 'Storm' }],
  });
  return id;
}

async function startJob(url: string, pipelineId: number, repetitions: number): Promise<number> {
  const form = new FormData();
  form.set('pipeline_id', String(pipelineId));
  form.set('options', OPTIONS);
  form.set('file', new Blob([JSON.stringify([{ repetitions, metadata: {} }])]), 'seeds.json');
  const response = await fetch(`${url}/api/generate`, { method: 'POST', body: form });
  const { job_id: jobId } = (await response.json()) as { job_id: number };
  return jobId;
}

async function runOnce(url: string, pipelineId: number): Promise<number | undefined> {
  const { result } = await postJson<{ result?: { version: number } }>(
    `${url}/api/pipelines/${pipelineId}/execute`,
    {},
  );
  return result?.version;
}

/** The versions that the records of a job tell, each once. */
async function readVersions(url: string, jobId: number): Promise<number[]> {
  const response = await fetch(`${url}/api/export?job_id=${jobId}`);
  const versions = new Set<number>();
  for (const line of (await response.text()).trim().split('\n')) {
    const record = JSON.parse(line) as { accumulated_state: { version: number } };
    versions.add(record.accumulated_state.version);
  }
  return [...versions];
}

async function getJson<T>(url: string): Promise<T> {
  return (await (await fetch(url)).json()) as T;
}

async function postJson<T>(url: string, body: object): Promise<T> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  return (await response.json()) as T;
}
