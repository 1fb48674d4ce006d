import { describe, expect, expectTypeOf, test } from 'vitest';
import { createContext } from '../testing/index.js';
import {
  BaseBlock,
  JobBlock,
  Type,
  block,
  defineBlock,
  prompt,
  type BlockContext,
  type Json,
  type JobRecord,
} from '../index.js';

const Sentiment = block(
  class extends BaseBlock.define({
    name: 'Sentiment',
    description: 'Analyzes text sentiment',
    category: 'validators',
    inputs: ['text'],
    outputs: ['sentiment', 'confidence'],
    config: Type.Object({
      threshold: Type.Number({ default: 0.05, minimum: 0, maximum: 1 }),
      note: Type.Optional(Type.String(prompt())),
    }),
  }) {
    async execute(context: BlockContext) {
      const text = context.get('text', '');
      expectTypeOf(text).toEqualTypeOf<string>();
      expectTypeOf(this.config).toEqualTypeOf<{ note?: string; threshold: number }>();
      return { sentiment: text, confidence: this.config.threshold };
    }
  },
);

describe('the types of a block', () => {
  test('config is inferred from the schema, and defaults are applied', () => {
    expect(new Sentiment().config).toEqual({ threshold: 0.05 });
    expect(new Sentiment({ threshold: 0.5 }).config.threshold).toBe(0.5);
    // @ts-expect-error a wrong key
    expect(() => new Sentiment({ treshold: 1 })).toThrow('did you mean "threshold"?');
    // @ts-expect-error a wrong type
    expect(() => new Sentiment({ threshold: 'high' })).toThrow('threshold: must be number');
  });

  test('the definition keeps its exact type', () => {
    expectTypeOf(Sentiment.definition.outputs).toEqualTypeOf<
      readonly ['sentiment', 'confidence']
    >();
    expect(Sentiment.definition.category).toBe('validators');
  });

  test('DEV-06 an undeclared output does not compile', () => {
    const Extra = class extends BaseBlock.define({
      name: 'Extra',
      description: 'Returns too much',
      inputs: [],
      outputs: ['a'],
    }) {
      async execute() {
        return { a: 1, b: 2 };
      }
    };
    // @ts-expect-error returns undeclared outputs: b
    expect(block(Extra)).toBe(Extra);
  });

  test('DEV-06 an undeclared output in one branch of execute does not compile', () => {
    const Sometimes = class extends BaseBlock.define({
      name: 'Sometimes',
      description: 'Returns too much at times',
      inputs: ['text'],
      outputs: ['a'],
    }) {
      async execute(context: BlockContext) {
        if (context.get('text') === undefined) return { a: 1 };
        return { a: 1, b: 2 };
      }
    };
    // @ts-expect-error returns undeclared outputs: b
    expect(block(Sometimes)).toBe(Sometimes);
  });

  test('a value that is not JSON does not compile', () => {
    const Base = BaseBlock.define({ name: 'D', description: 'D', inputs: [], outputs: ['at'] });
    class Dated extends Base {
      // @ts-expect-error a Date is not JSON
      async execute() {
        return { at: new Date(0) };
      }
    }
    expect(new Dated().config).toEqual({});
  });

  test('open outputs, and outputs named by the config, accept any field', () => {
    const Open = block(
      class extends BaseBlock.define({ name: 'O', description: 'O', inputs: [], outputs: ['*'] }) {
        async execute() {
          return { anything: 1 };
        }
      },
    );
    const Mapped = block(
      class extends BaseBlock.define({
        name: 'M',
        description: 'M',
        inputs: [],
        outputs: [],
        outputs_from: 'mappings',
        config: Type.Object({ mappings: Type.Record(Type.String(), Type.String(prompt())) }),
      }) {
        async execute() {
          return { anything: 1 };
        }
      },
    );
    expect(new Open().config).toEqual({});
    expect(new Mapped({ mappings: { a: 'b' } }).describeOutputs({ mappings: { a: 'b' } })).toEqual([
      'a',
    ]);
  });

  test('a multiplier returns an array, checked entry by entry', async () => {
    const Split = block(
      class extends BaseBlock.define({
        name: 'Split',
        description: 'Splits',
        inputs: ['text'],
        outputs: ['part'],
        is_multiplier: true,
      }) {
        async execute() {
          return [{ part: 'a' }, { part: 'b' }];
        }
      },
    );
    const Base = BaseBlock.define({
      name: 'B',
      description: 'B',
      inputs: [],
      outputs: ['part'],
      is_multiplier: true,
    });
    class Single extends Base {
      // @ts-expect-error not an array
      async execute() {
        return { part: 'a' };
      }
    }
    const Extra = class extends Base {
      async execute() {
        return [{ part: 'a', more: 1 }];
      }
    };
    // @ts-expect-error returns undeclared outputs: more
    expect(block(Extra)).toBe(Extra);
    expect(await new Split().execute(createContext())).toHaveLength(2);
    expect(new Single().config).toEqual({});
  });

  test('a job-wide block has finish, typed by its outputs', () => {
    const Unique = block(
      class extends BaseBlock.define({
        name: 'Unique',
        description: 'Drops duplicates',
        inputs: ['text'],
        outputs: ['is_duplicate'],
        scope: 'job',
      }) {
        async *finish(records: AsyncIterable<JobRecord>) {
          const seen = new Set<Json | undefined>();
          for await (const { record_id, fields } of records) {
            const isDuplicate = seen.has(fields['text']);
            yield { record_id, fields: { is_duplicate: isDuplicate } };
            seen.add(fields['text']);
          }
        }
      },
    );
    const Extra = class extends BaseBlock.define({
      name: 'E',
      description: 'E',
      inputs: [],
      outputs: ['a'],
      scope: 'job',
    }) {
      async *finish(records: AsyncIterable<JobRecord>) {
        for await (const { record_id } of records) yield { record_id, fields: { a: 1, b: 1 } };
      }
    };
    // @ts-expect-error returns undeclared outputs: b
    expect(block(Extra)).toBe(Extra);
    expect(new Unique()).toBeInstanceOf(JobBlock);
  });

  test('a block without execute does not compile', () => {
    // @ts-expect-error execute is missing
    class Empty extends BaseBlock.define({
      name: 'E',
      description: 'E',
      inputs: [],
      outputs: [],
    }) {}
    expect(new Empty().config).toEqual({});
  });

  test('a plain class with a static definition works as well', async () => {
    class Plain extends BaseBlock {
      static readonly definition = {
        name: 'Plain',
        description: 'By reflex',
        inputs: ['text'],
        outputs: ['text'],
        config: Type.Object({ suffix: Type.String({ default: '!' }) }),
      };

      async execute(context: BlockContext) {
        return { text: context.get('text', '') + (this.config['suffix'] as string) };
      }
    }
    expect(new Plain().config).toEqual({ suffix: '!' });
    expect(block(Plain)).toBe(Plain);
  });

  test('a plain class is typed by its definition when that is named', () => {
    const definition = defineBlock({
      name: 'Plain',
      description: 'Typed',
      inputs: ['text'],
      outputs: ['text'],
      config: Type.Object({ suffix: Type.String({ default: '!' }) }),
    });
    class Plain extends BaseBlock<typeof definition> {
      static readonly definition = definition;

      async execute(context: BlockContext) {
        return { text: context.get('text', '') + this.config.suffix };
      }
    }
    class Extra extends BaseBlock<typeof definition> {
      static readonly definition = definition;

      async execute() {
        return { text: '', more: 1 };
      }
    }
    // @ts-expect-error returns undeclared outputs: more
    expect(block(Extra)).toBe(Extra);
    expect(block(Plain)).toBe(Plain);
    // @ts-expect-error a wrong type
    expect(() => new Plain({ suffix: 1 })).toThrow('suffix: must be string');
  });
});
