import { fileURLToPath } from 'node:url';
import type { ExportedRecord, JsonObject, Step, TemplateFile } from '@datagenflow/contracts';
import { expect, test } from 'vitest';
import { createFromTemplate } from '../src/index.js';
import { startTestRuntime, type TestRuntime } from './support/test-runtime.js';

const PAGE = fileURLToPath(new URL('../../../docs/templates.md', import.meta.url));

const INTRODUCTION = `# Templates

Written by \`packages/runtime/tests/templates-doc.test.ts\` from the templates: each was run on the
demo model over its example seeds. \`npm test -- templates-doc -u\` writes it again.

A template is where a pipeline starts: \`dgf run ID SEEDS\` runs it as it is, the browser and
\`POST /api/pipelines/from_template/ID\` make a pipeline of it, every step of which can be changed. The
demo model makes its texts up, so what stands here shows the shape, and a real model gives the
substance. Long texts and lists are cut here.`;

/** Keys of a step that say what it does, beside its block. */
function describeStep({ type, name, when, outputs }: Step): string {
  const renames = Object.entries(outputs ?? {}).map(([from, to]) => `\`${from}\` as \`${to}\``);
  const details = [
    ...(name === undefined || name === '' ? [] : [name]),
    ...(when === undefined ? [] : [`only when \`${when}\``]),
    ...(renames.length === 0 ? [] : [`writes ${renames.join(', ')}`]),
  ];
  const link = `[${type}](blocks.md#${type.toLowerCase()})`;
  return details.length === 0 ? link : `${link}: ${details.join('; ')}`;
}

const MAX_CHARACTERS = 160;
const MAX_ITEMS = 3;

function shorten(_key: string, value: unknown): unknown {
  if (typeof value === 'string' && value.length > MAX_CHARACTERS) {
    return `${value.slice(0, MAX_CHARACTERS).trimEnd()} …`;
  }
  if (!Array.isArray(value) || value.length <= MAX_ITEMS + 1) return value;
  return [...(value as unknown[]).slice(0, MAX_ITEMS), `… ${value.length - MAX_ITEMS} more`];
}

function block(value: unknown): string {
  return `\`\`\`json\n${JSON.stringify(value, shorten, 2)}\n\`\`\``;
}

function renderTemplate(id: string, template: TemplateFile, counts: string, output: JsonObject) {
  const { name, description = '', blocks, example_seed = [] } = template;
  return [
    `## ${id}`,
    `**${name}.** ${description}.`,
    blocks.map((step, index) => `${index + 1}. ${describeStep(step)}`).join('\n'),
    `The first of its example seeds holds`,
    block(example_seed[0]?.metadata ?? {}),
    `${counts} The first record holds, beside the seed,`,
    block(output),
  ].join('\n\n');
}

/** The record of the first execution that made one. */
function firstOf(records: readonly ExportedRecord[]): JsonObject {
  const { metadata = {}, accumulated_state = {} } = records[0] ?? {};
  const written = Object.entries(accumulated_state).filter(
    ([field, value]) =>
      !(field in metadata) || JSON.stringify(metadata[field]) !== JSON.stringify(value),
  );
  return Object.fromEntries(written.filter(([field]) => !field.startsWith('_')));
}

async function runTemplate(system: TestRuntime, id: string, template: TemplateFile) {
  const pipeline = await createFromTemplate(system.runtime, id);
  const options = { concurrency: 1, random_seed: 1 };
  const job = await system.run(pipeline.id, template.example_seed, options);
  expect([id, job.status, job.records_failed]).toEqual([id, 'completed', 0]);
  const records = await system.records(job.id);
  expect([id, records.length]).toEqual([id, job.records_generated]);
  const made = records.length === 1 ? '1 record' : `${records.length} records`;
  const left = job.records_filtered === 0 ? '' : `, ${job.records_filtered} left out`;
  const counts = `All of them together give ${made}${left}.`;
  return renderTemplate(id, template, counts, firstOf(records));
}

test('docs/templates.md says what the templates do and what comes out of them', async () => {
  await using system = await startTestRuntime();
  const sections: string[] = [];
  const builtin = system.runtime.templates.list().filter(({ source }) => source === 'builtin');
  for (const { id } of builtin) {
    const registered = system.runtime.templates.get(id);
    if (registered !== undefined) sections.push(await runTemplate(system, id, registered.template));
  }
  expect(sections).toHaveLength(9);
  await expect(`${[INTRODUCTION, ...sections].join('\n\n')}\n`).toMatchFileSnapshot(PAGE);
});
