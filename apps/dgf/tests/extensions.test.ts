import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type {
  BlockInfo,
  DataRecord,
  ExportedRecord,
  Job,
  TemplateInfo,
} from '@datagenflow/contracts';
import { createWorkspace, type Workspace } from './support/dgf.js';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const env = {
  DATAGENFLOW_BLOCKS_PATH: join(ROOT, 'user_blocks'),
  DATAGENFLOW_TEMPLATES_PATH: join(ROOT, 'user_templates'),
};

let work: Workspace;
beforeEach(async () => {
  work = await createWorkspace();
});
afterEach(() => work[Symbol.asyncDispose]());

const isScored = ({ accumulated_state }: Pick<ExportedRecord, 'accumulated_state'>) =>
  typeof accumulated_state.reading_ease === 'number';

describe('the example block and template of users', () => {
  test('run with dgf run', async () => {
    await work.write('seeds.json', [
      { repetitions: 2, metadata: { topic: 'how tides work', audience: 'a sailor' } },
    ]);
    const ended = await work.run(['run', 'plain_language', 'seeds.json', '-o', 'out.jsonl'], env);
    expect(ended.stderr).toContain('2 records · 0 failed');
    const lines = (await readFile(join(work.path, 'out.jsonl'), 'utf8')).trimEnd().split('\n');
    const records = lines.map((line) => JSON.parse(line) as ExportedRecord);
    expect(records).toHaveLength(2);
    expect(records.every(isScored)).toBe(true);
  });

  test('run over HTTP', async () => {
    const server = work.start(['start', '--port', '0'], env);
    const url = /http:\/\/localhost:\d+/.exec(await server.says('Ctrl-C'))?.[0] ?? '';
    const get = async <T>(path: string) => (await (await fetch(`${url}${path}`)).json()) as T;

    const blocks = await get<BlockInfo[]>('/api/blocks');
    expect(blocks.find(({ source }) => source === 'user')).toMatchObject({
      type: 'Readability',
      available: true,
    });
    const templates = await get<TemplateInfo[]>('/api/templates');
    const template = templates.find(({ id }) => id === 'plain_language');
    expect(template?.source).toBe('user');

    const created = await fetch(`${url}/api/pipelines/from_template/plain_language`, {
      method: 'POST',
    });
    const { id, problems } = (await created.json()) as {
      id: number;
      problems: { severity: string }[];
    };
    expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);

    const form = new FormData();
    form.set('pipeline_id', String(id));
    form.set('file', new Blob([JSON.stringify(template?.example_seed)]), 'seeds.json');
    const started = await fetch(`${url}/api/generate`, { method: 'POST', body: form });
    const { job_id } = (await started.json()) as { job_id: number };
    await expect
      .poll(() => get<Job>(`/api/jobs/${job_id}`), { timeout: 30_000 })
      .toMatchObject({ status: 'completed', records_failed: 0 });
    const records = await get<DataRecord[]>(`/api/records?job_id=${job_id}`);
    expect(records).toHaveLength(3);
    expect(records.every(isScored)).toBe(true);

    const executed = await fetch(`${url}/api/pipelines/${id}/execute`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(template?.example_seed?.[0]?.metadata),
    });
    const { trace } = (await executed.json()) as { trace: { block_type: string }[] };
    expect(trace.map(({ block_type }) => block_type)).toContain('Readability');
  });
});
