import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { loadBuiltinTemplates } from '@datagenflow/builtins';
import { createSchemaCompiler } from '@datagenflow/schemas';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createFromTemplate } from '../src/index.js';
import { startTestRuntime, type TestRuntime } from './support/test-runtime.js';

let system: TestRuntime;
beforeAll(async () => {
  system = await startTestRuntime();
});
afterAll(() => system[Symbol.asyncDispose]());

const builtin = await loadBuiltinTemplates(createSchemaCompiler());
const templates = builtin.map(({ id }) => id);

describe('built-in templates', () => {
  test.each(templates)('%s compiles without problems and runs on the demo model', async (id) => {
    const { id: pipelineId, problems } = await createFromTemplate(system.runtime, id);
    expect(problems.filter(({ severity }) => severity !== 'information')).toEqual([]);
    const seeds = system.runtime.templates.get(id)?.template.example_seed;
    const job = await system.run(pipelineId, seeds);
    expect(job).toMatchObject({ status: 'completed', records_failed: 0 });
    expect(job.records_generated).toBeGreaterThan(0);
    const records = await system.records(job.id);
    expect(records).toHaveLength(job.records_generated);
    expect(records.every((record) => Object.keys(record.accumulated_state).length > 0)).toBe(true);
  });

  test('qa_generation over the CommonMark spec: one record per chunk, chunks make up the source', async () => {
    const spec = createRequire(import.meta.url).resolve('commonmark-spec/spec.txt');
    const source = await readFile(spec, 'utf8');
    const { id } = await createFromTemplate(system.runtime, 'qa_generation');
    const job = await system.run(id, source, {}, 'spec.md');
    expect(job).toMatchObject({ status: 'completed', records_failed: 0, records_filtered: 0 });

    const { items: executions, total } = await system.runtime.storage.executions.list({
      job_id: job.id,
      limit: 1_000,
    });
    const [parent, ...others] = executions.filter(({ parent_id }) => parent_id === null);
    const children = executions.filter(({ parent_id }) => parent_id !== null);
    expect(others).toEqual([]);
    expect(parent).toMatchObject({ status: 'fanned_out', branch: '' });
    expect(total).toBe(children.length + 1);
    expect(
      children.every((child) => child.parent_id === parent?.id && child.status === 'generated'),
    ).toBe(true);
    expect(job.records_generated).toBe(children.length);

    const records = await system.records(job.id);
    const chunks = records
      .map(({ accumulated_state }) => accumulated_state)
      .sort((a, b) => Number(a.chunk_index) - Number(b.chunk_index));
    expect(chunks.length).toBeGreaterThan(50);
    expect(chunks.map(({ chunk_index }) => chunk_index)).toEqual(chunks.map((_, i) => i));
    expect(chunks.map(({ chunk_text }) => chunk_text as string).join('')).toBe(source);
    expect(chunks.every((chunk) => chunk.valid === true && !('file_content' in chunk))).toBe(true);
  });

  test('a record of a branch shows the whole way it took', async () => {
    const { items } = await system.runtime.storage.records.list({ limit: 1 });
    const record = await system.runtime.storage.records.get(items[0]?.id ?? 0, { trace: true });
    expect(record.trace?.map(({ block_type }) => block_type)).toEqual([
      'MarkdownMultiplierBlock',
      'TextGenerator',
      'StructuredGenerator',
      'JSONValidatorBlock',
    ]);
    const [multiplier, generator] = record.trace ?? [];
    expect(multiplier?.input).toEqual(record.metadata);
    expect(multiplier?.output).toMatchObject({ chunk_text: record.accumulated_state.chunk_text });
    expect(generator?.input).toEqual(multiplier?.accumulated_state);
    expect(record.trace?.at(-1)?.accumulated_state).toEqual({
      ...record.metadata,
      ...record.accumulated_state,
    });
  });
});
