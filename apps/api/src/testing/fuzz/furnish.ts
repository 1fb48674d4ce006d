import type {
  BlockInfo,
  DataRecord,
  Job,
  Model,
  Pipeline,
  TemplateInfo,
} from '@datagenflow/contracts';
import type { Vocabulary } from './values-of.js';

const SEEDS = JSON.stringify([
  { metadata: { content: 'one' } },
  { repetitions: 2, metadata: { content: 'two' } },
]);
const DEEP = `${'['.repeat(5_000)}${']'.repeat(5_000)}`;
const PROMPT = 'About {{ content }}';

/**
 * Sees to it that a server has pipelines, a job with records and a model, and ends what still runs.
 * Answers with the words that mean something to it.
 */
export async function furnish(url: string): Promise<Vocabulary> {
  const get = async <T>(path: string) => (await (await fetch(`${url}${path}`)).json()) as T;
  for (const { id, status } of await get<Job[]>('/api/jobs?limit=1000')) {
    if (status === 'running' || status === 'pending' || status === 'paused') {
      await fetch(`${url}/api/jobs/${id}`, { method: 'DELETE' });
    }
  }
  for (const id of ['text_classification', 'json_generation', 'qa_generation']) {
    await fetch(`${url}/api/pipelines/from_template/${id}?reuse=true`, { method: 'POST' });
  }
  const [first] = await get<Pipeline[]>('/api/pipelines');
  const pipelineId = await classify(url);
  await generate(url, pipelineId);
  const ids = async (path: string) =>
    (await get<{ id: number }[]>(`${path}?limit=20`)).map(({ id }) => id);
  const jobs = await ids('/api/jobs');
  const records = (await get<DataRecord[]>('/api/records?limit=20')).map(({ id }) => id);
  const pipelines = (await get<Pipeline[]>('/api/pipelines')).slice(0, 20).map(({ id }) => id);
  const models = await get<Model[]>('/api/llm-models');
  const templates = await get<TemplateInfo[]>('/api/templates');
  const blocks = await get<BlockInfo[]>('/api/blocks');
  return {
    'pipelines/id': pipelines,
    'jobs/id': jobs,
    'records/id': records,
    'actions/id': [1, 2, 3],
    id: [1, 2, 999_999],
    pipeline_id: [...pipelines, 999_999],
    job_id: [...jobs, 999_999],
    ids: [...records, 999_999],
    name: ['demo', 'other', ...models.map(({ name }) => name)],
    type: blocks.map(({ type }) => type),
    template_id: templates.map(({ id }) => id),
    definition: [first?.definition, { name: 'x', blocks: [{ type: 'Filter' }] }],
    seeds: [JSON.parse(SEEDS)],
    config: [{}, { user_prompt: PROMPT }, { user_prompt: '{{constructor.name}}', temperature: 1 }],
    provider: ['demo', 'ollama', 'openai', 'nothing'],
    endpoint: ['', null, 'http://127.0.0.1:1/v1', 'nonsense', 'http://169.254.169.254/'],
    yaml: [
      'name: x\nblocks:\n  - type: Filter\n',
      'name: &a [*a]\n',
      '{"name":"x","blocks":[]}',
      '!!js/function "x"',
      DEEP,
      `name: x\nblocks:\n  - type: Filter\n    config: { a: ${DEEP} }\n`,
    ],
    options: ['{}', '{"limit":1}', '{"concurrency":0}', '{', '[]', '{"set":{"a.b":1}}'],
    output: ['updated text', '{"category":"a"}', '{}', `{"a":${DEEP}}`, DEEP, '{"a":"\\ud800"}'],
    sort: ['id', '-created_at', 'accumulated_state.category', 'id;drop'],
    cursor: ['', 'bnVsbA', 'eyJpZCI6MX0'],
    limit: [1, 2, 100],
    set: [{}, { 'StructuredGenerator-1.temperature': 1 }],
    limits: [{}, { concurrency: 2 }, { requests_per_minute: 100_000, concurrency: 1 }],
    target_records: [1, 3],
    max_executions: [5],
  };
}

async function classify(url: string): Promise<number> {
  const path = `${url}/api/pipelines/from_template/text_classification?reuse=true`;
  const created = await fetch(path, { method: 'POST' });
  return ((await created.json()) as { id: number }).id;
}

async function generate(url: string, pipelineId: number): Promise<void> {
  const body = new FormData();
  body.set('pipeline_id', String(pipelineId));
  body.set('file', new Blob([SEEDS]), 'seeds.json');
  const started = await fetch(`${url}/api/generate`, { method: 'POST', body });
  const { job_id: id } = (await started.json()) as { job_id: number };
  for (;;) {
    const { status } = (await (await fetch(`${url}/api/jobs/${id}`)).json()) as Job;
    if (status !== 'running' && status !== 'pending') return;
    await new Promise((done) => setTimeout(done, 20));
  }
}
