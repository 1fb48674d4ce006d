import { ValidationError, type JsonObject } from '@datagenflow/contracts';
import { describe, expect, expectTypeOf, test } from 'vitest';
import {
  BaseBlock,
  Type,
  block,
  prompt,
  type BlockContext,
  type JobContext,
  type JobRecord,
  type Json,
} from '../index.js';
import { checkBlock } from './check-block.js';
import { recordLlm, replayLlm } from './llm-fixture.js';
import { runBlock } from './run-block.js';
import { runJobBlock } from './run-job-block.js';
import { scriptedLlm } from './scripted-llm.js';

const Ask = block(
  class extends BaseBlock.define({
    name: 'Ask',
    description: 'Asks a model',
    inputs: [],
    outputs: ['answer'],
    config: Type.Object({
      question: Type.String(prompt({ default: 'What is {{ topic }}?', description: 'Prompt' })),
    }),
  }) {
    async execute(context: BlockContext) {
      context.log.info('asking');
      const content = context.render(this.config.question);
      const { text } = await context.llm.chat({ messages: [{ role: 'user', content }] });
      if (text === '') context.drop('no answer');
      return { answer: text };
    }
  },
);

/** A block whose execute does as told. */
function blockThat(
  execute: (context: BlockContext) => unknown,
  parts: { outputs?: string[]; is_multiplier?: boolean } = {},
) {
  class Odd extends BaseBlock {
    static readonly definition = {
      name: 'Odd',
      description: 'Odd',
      inputs: ['text'],
      outputs: ['a'],
      ...parts,
    };

    async execute(context: BlockContext) {
      return (await execute(context)) as { a: Json };
    }
  }
  return Odd;
}

function nested(depth: number): JsonObject {
  let value: JsonObject = {};
  for (let i = 0; i < depth; i += 1) value = { in: value };
  return value;
}

describe('runBlock', () => {
  test('gives output, logs and usage', async () => {
    const llm = scriptedLlm(['A city']);
    const run = await runBlock(Ask, { state: { topic: 'Rome' }, llm });
    expect(run.output).toEqual({ answer: 'A city' });
    expectTypeOf(run.output).toEqualTypeOf<{ answer?: Json } | undefined>();
    expect(run.logs).toEqual([{ level: 'info', message: 'asking' }]);
    expect(run.usage.output_tokens).toBe(2);
    expect(llm.requests).toEqual([
      { kind: 'chat', messages: [{ role: 'user', content: 'What is Rome?' }] },
    ]);
  });

  test('tells a drop', async () => {
    const run = await runBlock(Ask, { state: { topic: 'x' }, llm: scriptedLlm(['']) });
    expect([run.output, run.dropped]).toEqual([undefined, 'no answer']);
  });

  test('config is typed and checked', async () => {
    // @ts-expect-error a wrong type
    await expect(runBlock(Ask, { config: { question: 1 } })).rejects.toThrow('question: must be');
  });

  test.each([
    [() => ({ b: 1, c: 2 }), "Block 'Odd' returned undeclared fields: b, c. It declares a."],
    [() => 'text', 'The output must be an object of fields, not a string'],
    [() => undefined, 'not undefined'],
    [() => [{ a: 1 }], 'not an array'],
    [() => ({ a: new Date(0) }), '/a is a Date'],
    [() => ({ a: [Number.NaN] }), '/a/0 is NaN'],
    [() => ({ a: { 'b/c': undefined } }), '/a/b~1c is undefined'],
    [() => ({ a: nested(600) }), '/in/in is nested too deeply'],
    [() => ({ a: 'x'.repeat(17 * 1024 * 1024) }), 'larger than 16 MB'],
  ])('DEV-06 refuses what %s returns, as a job does', async (execute, message) => {
    await expect(runBlock(blockThat(execute))).rejects.toThrow(message);
    await expect(runBlock(blockThat(execute))).rejects.toThrow(ValidationError);
  });

  test('DEV-06 metadata is the seed’s, for blocks that may write anything too', async () => {
    const Open = blockThat(() => ({ metadata: { a: 1 }, b: 1 }), { outputs: ['*'] });
    await expect(runBlock(Open)).rejects.toThrow(
      "Block 'Odd' returned 'metadata', which is the seed's. Use another name.",
    );
  });

  test('DEV-06 a multiplier returns a list of such objects', async () => {
    const branching = (output: unknown) => blockThat(() => output, { is_multiplier: true });
    expect((await runBlock(branching([{ a: 1 }, { a: 2 }]))).output).toHaveLength(2);
    await expect(runBlock(branching({ a: 1 }))).rejects.toMatchObject({ code: 'not_a_list' });
    await expect(runBlock(branching([{ a: 1 }, 'x']))).rejects.toMatchObject({
      code: 'not_json',
      detail: { path: '/1' },
    });
    await expect(runBlock(branching([{ b: 1 }]))).rejects.toThrow('undeclared fields: b');
  });

  test('what a block keeps and returns again stays its own', async () => {
    const kept = { a: 0 };
    const counts = blockThat(() => {
      kept.a += 1;
      return kept;
    });
    expect((await runBlock(counts)).output).toEqual({ a: 1 });
    expect((await runBlock(counts)).output).toEqual({ a: 2 });
  });

  test('what it gives is frozen, as it is for the steps after it', async () => {
    const { output } = await runBlock(blockThat(() => ({ a: { b: [] } })));
    expect(Object.isFrozen(output?.a)).toBe(true);
  });
});

describe('runJobBlock', () => {
  class Unique extends BaseBlock.define({
    name: 'Unique',
    description: 'Drops duplicates and numbers the others',
    inputs: ['text'],
    outputs: ['place'],
    scope: 'job',
  }) {
    async *finish(records: AsyncIterable<JobRecord>, { log }: JobContext) {
      const seen = new Set<string>();
      for await (const { record_id, fields } of records) {
        const text = fields['text'] as string;
        if (seen.has(text)) yield { record_id, drop: 'seen before' };
        else yield { record_id, fields: { place: seen.add(text).size } };
      }
      log.info(`${seen.size} kept`);
    }
  }

  test('gives the patches, the records as they are then, and logs', async () => {
    const records = ['a', 'b', 'a'].map((text) => ({ fields: { text } }));
    const run = await runJobBlock(Unique, { records });
    expect(run.patches[2]).toEqual({ record_id: 3, drop: 'seen before' });
    expect(run.records.map(({ record_id, fields }) => [record_id, fields])).toEqual([
      [1, { text: 'a', place: 1 }],
      [2, { text: 'b', place: 2 }],
    ]);
    expect(run.logs).toEqual([{ level: 'info', message: '2 kept' }]);
    expect((await runJobBlock(Unique)).patches).toEqual([]);
  });

  test('refuses fields that were not declared', async () => {
    class Odd extends BaseBlock.define({ ...Unique.definition, scope: 'job' }) {
      override async *finish() {
        yield { record_id: 1, fields: { other: 1 } as { place?: Json } };
      }
    }
    await expect(runJobBlock(Odd)).rejects.toThrow('undeclared fields: other');
  });
});

describe('scriptedLlm', () => {
  test('throws errors, asks functions, and says when the script is over', async () => {
    const llm = scriptedLlm([new Error('down'), ({ kind }) => `for ${kind}`, [[1, 2]], 'text']);
    await expect(llm.chat({ messages: [] })).rejects.toThrow('down');
    expect((await llm.chat({ messages: [] })).text).toBe('for chat');
    expect((await llm.embed({ texts: ['a'] })).embeddings).toEqual([[1, 2]]);
    await expect(llm.embed({ texts: ['a'] })).rejects.toThrow('must be an array of vectors');
    await expect(llm.chat({ messages: [] })).rejects.toThrow('has 4 answers, but call 5 came');
  });

  test('refuses a value that does not fit the schema', async () => {
    const llm = scriptedLlm(['text']);
    await expect(llm.generate({ messages: [], schema: { type: 'number' } })).rejects.toThrow(
      'must be number',
    );
  });
});

describe('recordLlm and replayLlm', () => {
  test('a recording answers again, equal requests in their order', async () => {
    const written: string[] = [];
    const recording = recordLlm(scriptedLlm(['one', 'two', [[1]], { a: 1 }]), {
      write: (text) => void written.push(text),
    });
    const ask = { messages: [{ role: 'user' as const, content: 'Hi' }] };
    const originals = [await recording.chat(ask), await recording.chat(ask)];
    await recording.embed({ texts: ['a'] });
    await recording.generate({ ...ask, schema: { type: 'object' } });
    expect(JSON.parse(written.at(-1) ?? '')).toEqual(recording.toJSON());

    for (const fixture of [recording.toJSON(), written.at(-1) ?? '']) {
      const replayed = replayLlm(fixture);
      expect([await replayed.chat(ask), await replayed.chat(ask)]).toEqual(originals);
      expect((await replayed.embed({ texts: ['a'] })).embeddings).toEqual([[1]]);
      await expect(replayed.chat(ask)).rejects.toThrow('no answer left to this chat');
    }
    expect(() => replayLlm('{}')).toThrow('no fixture');
  });
});

describe('checkBlock', () => {
  const rulesOf = async (blockClass: unknown, options = {}) =>
    (await checkBlock(blockClass, options)).problems.map(
      ({ rule, severity }) => `${rule} ${severity}`,
    );

  test('a good block has no problems', async () => {
    expect(await checkBlock(Ask, { llm: () => scriptedLlm(['x']) })).toEqual({
      ok: true,
      problems: [],
    });
  });

  test('input that was made up proves nothing', async () => {
    expect(await checkBlock(Ask)).toMatchObject({ ok: true, problems: [{ rule: 'runs' }] });
  });

  test('finds each broken rule', async () => {
    const instances: object[] = [];
    expect(await rulesOf(Object)).toEqual(['definition error']);
    expect(await rulesOf(blockThat(() => ({ b: 1 })))).toEqual(['output error']);
    expect(await rulesOf(blockThat(() => ({ a: () => 1 })))).toEqual(['output error']);
    expect(await rulesOf(blockThat(() => ({ a: 1 }), { is_multiplier: true }))).toEqual([
      'output error',
    ]);
    expect(await rulesOf(blockThat(() => ({ metadata: 1 }), { outputs: ['*'] }))).toEqual([
      'output error',
    ]);
    expect(await rulesOf(blockThat(() => ({ a: 'x'.repeat(17_000_000) })))).toEqual([
      'output error',
    ]);
    expect(
      await rulesOf(blockThat(({ state }) => Object.assign(state as JsonObject, { a: 1 }))),
    ).toEqual(['state_unchanged error']);
    expect(await rulesOf(blockThat(() => ({ a: instances.push({}) })))).toEqual([
      'repeatable error',
    ]);
    const stuck = blockThat(() => new Promise(() => {}));
    expect(await rulesOf(stuck, { timeoutMs: 20 })).toEqual(['runs warning']);
  });

  test('finds a block that ignores cancelling', async () => {
    let runs = 0;
    const Stuck = blockThat(() => {
      runs += 1;
      return runs < 3 ? { a: 1 } : new Promise(() => {});
    });
    expect(await rulesOf(Stuck, { graceMs: 20 })).toEqual(['cancellable error']);
  });

  test('finds faults of the config', async () => {
    const make = (config: ReturnType<typeof Type.Object>) => {
      const Odd = block(
        class extends BaseBlock.define({
          name: 'Odd',
          description: 'Odd',
          inputs: [],
          outputs: [],
          config,
        }) {
          async execute() {
            return {};
          }
        },
      );
      return Odd;
    };
    const description = 'Described';
    expect(await rulesOf(make(Type.Object({ a: Type.Number({ default: 1 }) })))).toEqual([
      'config_descriptions warning',
    ]);
    expect(
      await rulesOf(make(Type.Object({ a: Type.Number({ default: 'x', description }) }))),
    ).toEqual(['config_defaults error', 'config_defaults error']);
    expect(await rulesOf(make(Type.Object({ a: Type.Number({ description }) })))).toEqual([
      'config_defaults error',
    ]);
    expect(
      await rulesOf(make(Type.Object({ a: Type.Number({ minimun: 1, default: 1, description }) }))),
    ).toEqual(['config_schema error']);
  });

  test('checks the patches of a job-wide block', async () => {
    const finishing = (field: string) => {
      class Unique extends BaseBlock.define({
        name: 'Unique',
        description: 'Flags duplicates',
        inputs: ['text'],
        outputs: ['*'],
        scope: 'job',
      }) {
        async *finish(records: AsyncIterable<JobRecord>) {
          for await (const { record_id } of records) {
            yield { record_id, fields: { [field]: true } };
          }
        }

        override describeOutputs() {
          return ['is_duplicate'];
        }
      }
      return Unique;
    };
    expect(await rulesOf(finishing('is_duplicate'))).toEqual([]);
    expect(await rulesOf(finishing('other'))).toEqual(['output error']);
  });
});
