import type { BlockContext, JobContext, JobRecord, RecordPatch } from '@datagenflow/block-sdk';
import { blockInfo, describeBlock, type BlockClass } from '@datagenflow/block-sdk/host';
import { runBlock, runJobBlock, scriptedLlm } from '@datagenflow/block-sdk/testing';
import type { Json, JsonObject } from '@datagenflow/contracts';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { builtinBlocks } from '../builtin-blocks.js';
import type { BlockExample } from './block-example.js';
import { blockExamples } from './block-examples.js';
import { renderBlock, type ExampleResult } from './render-block.js';

const PAGE = fileURLToPath(new URL('../../../../docs/blocks.md', import.meta.url));

const INTRODUCTION = `# Built-in blocks

Written by \`packages/builtins/src/docs/blocks-doc.test.ts\` from the blocks and their schemas: each
example was run. \`npm test -- blocks-doc -u\` writes it again.

A key that takes a prompt may hold \`{{ placeholders }}\`. What a block reads has to be in the seed or
written by an earlier step; \`outputs\` of a step renames what it writes. A key without a default
is required, or may be left out (–).`;

type RunnableBlock = new (config?: JsonObject) => {
  execute(context: BlockContext): Promise<Json>;
};

type RunnableJobBlock = new (config?: JsonObject) => {
  finish(records: AsyncIterable<JobRecord>, context: JobContext): AsyncIterable<RecordPatch>;
};

async function runExample(Class: BlockClass, example: BlockExample): Promise<ExampleResult> {
  const llm = scriptedLlm(example.answers ?? []);
  const { config, state, records } = example;
  if (records !== undefined) {
    const { patches } = await runJobBlock(Class as unknown as RunnableJobBlock, {
      config,
      records,
    });
    return { output: patches as unknown as Json };
  }
  const { output, dropped } = await runBlock(Class as RunnableBlock, { config, state, llm });
  expect(llm.requests).toHaveLength(example.answers?.length ?? 0);
  return dropped === undefined ? { output: output ?? null } : { dropped };
}

test('docs/blocks.md says what the blocks are and what they do', async () => {
  expect(Object.keys(blockExamples).toSorted()).toEqual(
    builtinBlocks()
      .map(({ type }) => type)
      .toSorted(),
  );
  const sections: string[] = [];
  for (const { type, Class } of builtinBlocks()) {
    const example = blockExamples[type] as BlockExample;
    const info = blockInfo(Class, { source: 'builtin', type });
    const { required_fields: required } = describeBlock(Class, example.config);
    const result = await runExample(Class, example);
    sections.push(renderBlock({ info, example, required, result }));
  }
  const page = [INTRODUCTION, ...sections].join('\n\n');
  await expect(`${page}\n`).toMatchFileSnapshot(PAGE);
}, 60_000);
