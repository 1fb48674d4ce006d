import { DataGenFlowError, type BlockContext } from '@datagenflow/block-sdk';
import { runBlock, scriptedLlm, type ScriptedAnswer } from '@datagenflow/block-sdk/testing';
import type { Json, JsonObject } from '@datagenflow/contracts';
import { describe, expect, test } from 'vitest';
import { builtinBlocks } from './builtin-blocks.js';

/* Large and malicious input: each block ends, with an output or an error that names the field. */

const MEGABYTE = 1_000_000;
const MANY = 10_000;

const letters = 'a'.repeat(MEGABYTE);
const words = 'word '.repeat(MEGABYTE / 5);
const brackets = '['.repeat(MEGABYTE);
const listOf = <T>(make: (index: number) => T, length = MANY): T[] =>
  Array.from({ length }, (_, index) => make(index));
const samples = listOf((index) => ({
  plan: `p${index}`,
  role: `r${index % 7}`,
  text: `t${index}`,
}));

interface Hostile {
  what: string;
  config?: JsonObject;
  state: JsonObject;
  /** The answer to each call to a model. */
  answer?: ScriptedAnswer;
  /** The code of the error to end with; absent: an output. */
  code?: string;
}

const vectorsFor: ScriptedAnswer = (request) =>
  request.kind === 'embed' ? request.texts.map((_, index) => [1, index % 3]) : '';
const names = listOf((index) => `field${index}`, 1_000);

const hostile: Record<string, Hostile[]> = {
  CoherenceScore: [
    { what: 'sentences without words', state: { assistant: '.'.repeat(MEGABYTE) } },
    { what: '1 MB', state: { assistant: words } },
  ],
  DiversityScore: [
    { what: '10,000 texts', state: { assistant: listOf((index) => `text ${index}`) } },
    { what: 'texts of 1 MB', state: { assistant: [letters, words, letters] } },
  ],
  DuplicateRemover: [
    { what: '10,000 samples', state: { samples }, answer: vectorsFor },
    {
      what: 'too many samples',
      state: { samples: [...samples, {}] },
      code: 'samples_invalid',
    },
  ],
  FieldMapper: [
    {
      what: '1,000 copies of 1 MB',
      config: { mappings: Object.fromEntries(names.map((name) => [name, '{{ text }}'])) },
      state: { text: letters },
      code: 'output_too_large',
    },
    {
      what: 'loops within loops',
      config: {
        mappings: { out: '{{#each list}}{{#each ../list}}{{ this }}{{/each}}{{/each}}' },
      },
      state: { list: listOf((index) => index) },
      code: 'mapping_failed',
    },
  ],
  Filter: [{ what: '1 MB', config: { condition: 'text' }, state: { text: letters } }],
  JSONValidatorBlock: [
    { what: 'brackets', state: { assistant: brackets } },
    { what: 'fences', state: { assistant: '`'.repeat(MEGABYTE) } },
    {
      what: '10,000 items',
      config: { required_fields: names },
      state: { assistant: listOf(String) },
    },
    {
      what: 'a pattern that explodes elsewhere',
      config: {
        json_schema: { type: 'object', properties: { a: { pattern: '^(a+)+$', type: 'string' } } },
      },
      state: { assistant: JSON.stringify({ a: `${'a'.repeat(100_000)}!` }) },
    },
  ],
  Judge: [
    {
      what: '1 MB',
      state: { assistant: words },
      answer: { rationale: 'long', scores: { quality: 1 } },
    },
  ],
  MarkdownMultiplierBlock: [
    { what: '1 MB of words', config: { chunk_size: 512 }, state: { file_content: words } },
    { what: '1 MB of letters', config: { chunk_size: 512 }, state: { file_content: letters } },
    { what: 'brackets', state: { file_content: brackets.slice(0, MEGABYTE / 4) } },
  ],
  RagasMetrics: [
    {
      what: '10,000 contexts',
      state: { question: 'q', answer: 'a', contexts: listOf(String) },
      code: 'too_many_contexts',
    },
    {
      what: 'an answer of 1 MB',
      state: { question: 'q', answer: words, contexts: [words] },
      answer: { statements: [] },
    },
  ],
  RougeScore: [
    { what: '1 MB', state: { assistant: words, reference: words } },
    {
      what: '1 MB for rougeL',
      config: { rouge_type: 'rougeL' },
      state: { assistant: words, reference: words },
      code: 'text_too_long',
    },
    {
      what: 'as much as rougeL takes',
      config: { rouge_type: 'rougeL' },
      state: { assistant: 'a b '.repeat(25_000), reference: 'b a '.repeat(25_000) },
    },
  ],
  Sampler: [
    {
      what: '10,000 values and a constraint that never holds',
      config: {
        fields: { a: { type: 'category', values: listOf(String, 1_000) } },
        constraints: ['eq a "none"'],
      },
      state: {},
      code: 'sampler_constraints',
    },
  ],
  SemanticInfiller: [
    {
      what: '300 skeletons',
      config: { fields_to_generate: ['bio'], diversity_threshold: 1 },
      state: { skeletons: samples.slice(0, 300) },
      answer: { bio: 'b' },
    },
  ],
  SqlValidator: [
    { what: '1 MB', state: { sql: words } },
    { what: 'brackets', state: { sql: `select ${'('.repeat(20_000)}` } },
    { what: 'quotes', state: { sql: `select ${"'".repeat(20_001)}` } },
  ],
  StructureSampler: [
    {
      what: '10,000 samples and skeletons, all values different',
      config: {
        target_count: MANY,
        categorical_fields: ['plan', 'role'],
        dependencies: { role: ['plan'] },
      },
      state: { samples },
    },
    {
      what: 'samples of 1 MB',
      config: { target_count: MANY, categorical_fields: ['plan'] },
      state: { samples: [{ plan: 'a', text: letters }] },
      code: 'samples_invalid',
    },
    {
      what: '1,000 fields that depend on each other in a chain',
      config: {
        target_count: 1,
        categorical_fields: names,
        dependencies: Object.fromEntries(
          names.slice(1).map((field, index) => [field, [names[index] ?? '']]),
        ),
      },
      state: { samples: [Object.fromEntries(names.map((field) => [field, 1]))] },
    },
  ],
  StructuredGenerator: [
    {
      what: '1 MB',
      config: { json_schema: {}, user_prompt: '{{ text }}' },
      state: { text: words },
      answer: {},
    },
  ],
  TextGenerator: [
    { what: '1 MB', config: { user_prompt: '{{ text }}' }, state: { text: words }, answer: words },
  ],
  ValidatorBlock: [
    {
      what: '100 forbidden words that are nearly there everywhere',
      config: { forbidden_words: listOf((index) => 'a'.repeat(index + 1), 100) },
      state: { text: 'a'.repeat(100_000) },
    },
    {
      what: 'a pattern that explodes elsewhere',
      config: { pattern: '^(a|a)*(a*)*$' },
      state: { text: `${'a'.repeat(200_000)}!` },
    },
    { what: '1 MB', config: { pattern: 'x.*y.*z$' }, state: { text: 'xy'.repeat(MEGABYTE / 2) } },
  ],
};

/** These have their own, over records. */
const JOB_WIDE = ['LangfuseDatasetBlock', 'NearDuplicate'];

type RunnableBlock = new (config?: JsonObject) => {
  execute(context: BlockContext): Promise<Json>;
};

async function endOf(Class: RunnableBlock, { config = {}, state, answer }: Hostile) {
  const answers = answer === undefined ? [] : listOf(() => answer, MANY + 1);
  try {
    const { output, dropped } = await runBlock(Class, { config, state, llm: scriptedLlm(answers) });
    return { ended: output !== undefined || dropped !== undefined };
  } catch (error) {
    if (!(error instanceof DataGenFlowError)) throw error;
    return { code: error.code, isBrief: error.message.length < 2_000 };
  }
}

describe('hostile input', () => {
  test('there is some for each block', () => {
    const types = builtinBlocks().map(({ type }) => type);
    expect([...Object.keys(hostile), ...JOB_WIDE].toSorted()).toEqual(types.toSorted());
  });

  const cases = builtinBlocks().flatMap(({ type, Class }) =>
    (hostile[type] ?? []).map((one) => [type, one.what, Class, one] as const),
  );
  test.each(cases)(
    '%s ends: %s',
    async (_type, _what, Class, one) => {
      const expected = one.code === undefined ? { ended: true } : { code: one.code, isBrief: true };
      expect(await endOf(Class as unknown as RunnableBlock, one)).toEqual(expected);
    },
    60_000,
  );
});
