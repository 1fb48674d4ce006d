import { jsonOrPrompt, jsonSchema, prompt, Type, type BlockContext } from '@datagenflow/block-sdk';
import type { JsonObject, Problem } from '@datagenflow/contracts';
import { unavailableBlock } from '@datagenflow/registry';
import { describe, expect, test } from 'vitest';
import { compileBlocks, compileRunnable } from '../testing/compile-blocks.js';
import { makeBlock } from '../testing/make-block.js';

const write = (context: BlockContext) => ({ text: context.get('topic', '') });

const Writer = makeBlock('TextWriter', write, {
  inputs: [],
  outputs: ['text'],
  config: Type.Object({
    prompt: Type.String(prompt({ default: 'Write about {{ topic }}' })),
    labels: jsonOrPrompt(Type.Array(Type.String()), { default: ['a'] }),
    limit: Type.Integer({ minimum: 1, default: 3 }),
  }),
});
const Reader = makeBlock('Reader', () => ({}), { inputs: ['text'], outputs: ['length'] });
const Anything = makeBlock('Anything', () => ({}), { outputs: ['*'] });

const errorsOf = (problems: Problem[]) => problems.filter(({ severity }) => severity === 'error');

describe('compilePipeline: a step on its own', () => {
  test('an unknown block is named with the nearest ones', async () => {
    const { problems, pipeline } = await compileBlocks([Writer, Reader], [{ type: 'TextWritter' }]);
    expect(pipeline).toBeUndefined();
    expect(problems).toEqual([
      {
        step: 1,
        step_id: 'TextWritter-1',
        code: 'unknown_block',
        severity: 'error',
        message: "Block 'TextWritter' not found",
        path: '/type',
        hint: 'Did you mean TextWriter?',
      },
    ]);
  });

  test('an unavailable block is named with its error', async () => {
    const missing = unavailableBlock(Writer.info, "'left-pad@^1' is not installed");
    const { problems } = await compileBlocks([missing]);
    expect(problems).toMatchObject([
      {
        code: 'unavailable_block',
        severity: 'error',
        message: "Block 'TextWriter' is unavailable: 'left-pad@^1' is not installed",
      },
    ]);
  });

  test('row 21, row 22: a JSON Schema in a config has to be one, bounded and without look-around', async () => {
    const Checker = makeBlock('Checker', () => ({}), {
      config: Type.Object({
        shape: jsonOrPrompt(Type.Unsafe<object>(jsonSchema({ type: 'object' })), { default: {} }),
      }),
    });
    const codes = async (shape: JsonObject | string) => {
      const { problems } = await compileBlocks([Checker], [{ type: 'Checker', config: { shape } }]);
      return errorsOf(problems).map(({ code, path }) => [code, path]);
    };
    expect(await codes({ $ref: 'http://169.254.169.254/' })).toEqual([
      ['schema_ref_refused', '/config/shape'],
    ]);
    expect(await codes({ type: 'nonsense' })).toEqual([['schema_invalid', '/config/shape']]);
    expect(await codes({ pattern: '(?=a)' })).toEqual([['regex_unsupported', '/config/shape']]);
    expect(await codes({ type: 'object', required: ['a'] })).toEqual([]);
    expect(await codes('{{ json shape }}')).toEqual([]);
  });

  test('a config that breaks its schema is told with every path and reason', async () => {
    const config = { limit: 0, promt: 'x' };
    const { problems } = await compileBlocks([Writer], [{ type: 'TextWriter', config }]);
    expect(problems.map(({ code, path }) => [code, path])).toEqual([
      ['config_invalid', '/config/promt'],
      ['config_invalid', '/config/limit'],
    ]);
    expect(problems[0]?.message).toContain('did you mean "prompt"?');
  });

  test('each broken prompt is told with its place', async () => {
    const config = { prompt: '{{#if topic}}open', labels: '{{nothing topic}}' };
    const { problems } = await compileBlocks([Writer], [{ type: 'TextWriter', config }]);
    expect(problems.map(({ code, path, severity }) => [code, path, severity])).toEqual([
      ['prompt_syntax', '/config/prompt', 'error'],
      ['unknown_helper', '/config/labels', 'error'],
    ]);
  });

  test('prompts within lists, records and alternatives are found', async () => {
    const Nested = makeBlock('Nested', () => ({}), {
      config: Type.Object({
        lines: Type.Array(Type.Object({ say: Type.String(prompt()) })),
        named: Type.Record(Type.String(), Type.String(prompt())),
        either: Type.Union([Type.Integer(), Type.String(prompt())]),
      }),
    });
    const config = { lines: [{ say: 'ok' }, { say: '{{' }], named: { 'a/b': '{{' }, either: '{{' };
    const { problems } = await compileBlocks([Nested], [{ type: 'Nested', config }]);
    expect(problems.map(({ path }) => path)).toEqual([
      '/config/lines/1/say',
      '/config/named/a~1b',
      '/config/either',
    ]);
  });

  test('defaults are applied', async () => {
    const { steps } = await compileRunnable([Writer]);
    expect(steps[0]?.config).toEqual({
      prompt: 'Write about {{ topic }}',
      labels: ['a'],
      limit: 3,
    });
  });

  test('a block that can’t say what it does is a problem, not a crash', async () => {
    const Broken = { ...Writer, describe: () => Promise.reject(new TypeError('x is undefined')) };
    const { problems, pipeline } = await compileBlocks([Broken]);
    expect(pipeline).toBeUndefined();
    expect(problems).toMatchObject([
      { code: 'block_description_failed', severity: 'error', path: '/config' },
    ]);
    expect(problems[0]?.message).toContain('x is undefined');
  });

  test('a block with a broken config schema is a problem, not a crash', async () => {
    const Broken = {
      ...Writer,
      info: { ...Writer.info, config_schema: { type: 'object', properties: { a: { type: 5 } } } },
    };
    const { problems } = await compileBlocks([Broken]);
    expect(problems).toMatchObject([{ code: 'schema_invalid', severity: 'error' }]);
  });

  test('job-wide steps stand last', async () => {
    const Wide = {
      ...Writer,
      info: { ...Writer.info, type: 'Wide', scope: 'job' as const },
    };
    const late = [{ type: Writer.info.type }, { type: 'Wide' }, { type: 'Wide' }];
    expect(errorsOf((await compileBlocks([Writer, Wide], late)).problems)).toEqual([]);
    const early = [{ type: 'Wide' }, { type: 'Wide' }, { type: Writer.info.type }];
    const { problems, pipeline } = await compileBlocks([Writer, Wide], early);
    expect(pipeline).toBeUndefined();
    expect(errorsOf(problems)).toMatchObject([
      { step: 1, code: 'job_scope_order', path: '/type' },
      { step: 2, code: 'job_scope_order', path: '/type' },
    ]);
  });
});

describe('compilePipeline: when', () => {
  test('a broken condition is told with its place', async () => {
    const { problems } = await compileBlocks([Reader], [{ type: 'Reader', when: '{{#if' }]);
    expect(problems).toMatchObject([{ code: 'prompt_syntax', path: '/when', severity: 'error' }]);
  });

  test('its variables are never required', async () => {
    const steps = [{ type: 'Anything', when: 'gt score 3' }];
    const { problems, pipeline } = await compileBlocks([Anything], steps);
    expect(problems).toEqual([]);
    expect(pipeline?.fields.required.size).toBe(0);
  });

  test('what only conditional steps read is told, but seeds may lack it', async () => {
    const steps = [{ type: 'Reader', when: 'text' }];
    const { problems, pipeline } = await compileBlocks([Reader], steps);
    expect(problems).toMatchObject([{ code: 'required_seed_field', fields: ['text'] }]);
    expect(pipeline?.fields.required.size).toBe(0);
    const { pipeline: both } = await compileBlocks([Reader], [...steps, { type: 'Reader' }]);
    expect(both?.fields.required.get('text')?.index).toBe(1);
  });
});

describe('compilePipeline: fields', () => {
  test('what no step writes is asked of the seeds, as information', async () => {
    const { problems, pipeline } = await compileBlocks([Writer, Reader]);
    expect(problems).toEqual([
      {
        step: 1,
        step_id: 'TextWriter-1',
        code: 'required_seed_field',
        severity: 'information',
        message: "Seeds have to bring 'topic': TextWriter needs it and no earlier step writes it",
        fields: ['topic'],
      },
    ]);
    expect(pipeline?.fields.before).toEqual([[], ['text']]);
  });

  test('nothing is said of fields while a step is unknown', async () => {
    const { problems } = await compileBlocks([Reader], [{ type: 'Nope' }, { type: 'Reader' }]);
    expect(problems.map(({ code }) => code)).toEqual(['unknown_block']);
  });

  test('outputs ["*"] open every later field', async () => {
    const { problems, pipeline } = await compileBlocks([Anything, Reader]);
    expect(problems).toEqual([]);
    expect(pipeline?.fields.before[1]).toEqual(['*']);
  });

  test('metadata.x is asked of the seeds even when a step writes x', async () => {
    const FromSeed = makeBlock('FromSeed', () => ({}), {
      inputs: ['metadata.text'],
      outputs: [],
    });
    const { pipeline } = await compileBlocks([Writer, FromSeed]);
    expect([...(pipeline?.fields.required.keys() ?? [])]).toEqual(['topic', 'text']);
  });

  test('an overwritten field is a warning', async () => {
    const { problems, pipeline } = await compileBlocks(
      [Writer],
      [{ type: 'TextWriter' }, { type: 'TextWriter' }],
    );
    expect(pipeline).toBeDefined();
    expect(problems.filter(({ severity }) => severity === 'warning')).toMatchObject([
      { step: 2, code: 'output_overwritten', fields: ['text'] },
    ]);
  });

  test.each([
    ['a renamed output', { type: 'TextWriter', outputs: { text: 'text' } }],
    ['a prompt that reads it', { type: 'TextWriter', config: { prompt: 'Polish {{ text }}' } }],
    ['an output with a name of its own', { type: 'TextWriter', outputs: { text: 'other' } }],
  ])('%s is deliberate', async (_, step) => {
    const { problems } = await compileBlocks([Writer], [{ type: 'TextWriter' }, step]);
    expect(problems.filter(({ severity }) => severity === 'warning')).toEqual([]);
  });

  test('a block that declares the field as input passes it on deliberately', async () => {
    const Polish = makeBlock('Polish', () => ({}), { inputs: ['text'], outputs: ['text'] });
    const { problems } = await compileBlocks([Writer, Polish]);
    expect(problems.map(({ code }) => code)).toEqual(['required_seed_field']);
  });
});

describe('compilePipeline: renames', () => {
  const compileOne = (outputs: Record<string, string>, block = Writer) =>
    compileBlocks([block], [{ type: block.info.type, outputs }]);

  test('only what the block writes can be renamed', async () => {
    const { problems } = await compileOne({ tetx: 'essay' });
    expect(errorsOf(problems)).toMatchObject([
      { code: 'unknown_output', path: '/outputs', hint: 'It writes text.' },
    ]);
    expect(errorsOf((await compileOne({ tetx: 'essay' }, Anything)).problems)).toEqual([]);
    expect(errorsOf((await compileOne({ '*': 'all' }, Anything)).problems)).toMatchObject([
      { code: 'unknown_output' },
    ]);
  });

  test('two outputs can’t share a field', async () => {
    const Pair = makeBlock('Pair', () => ({}), { outputs: ['a', 'b'] });
    expect(errorsOf((await compileOne({ a: 'b' }, Pair)).problems)).toMatchObject([
      { code: 'duplicate_output', fields: ['b'] },
    ]);
    expect(errorsOf((await compileOne({ a: 'b', b: 'a' }, Pair)).problems)).toEqual([]);
  });

  test.each(['metadata', '*'])('no output can be called %s', async (field) => {
    const { problems } = await compileOne({ text: field });
    expect(errorsOf(problems)).toMatchObject([{ code: 'reserved_field', path: '/outputs' }]);
  });

  test('a declared output called metadata has to be renamed', async () => {
    const Meta = makeBlock('Meta', () => ({}), { outputs: ['metadata'] });
    expect(errorsOf((await compileOne({}, Meta)).problems)).toMatchObject([
      { code: 'reserved_field' },
    ]);
    expect(errorsOf((await compileOne({ metadata: 'details' }, Meta)).problems)).toEqual([]);
  });
});
