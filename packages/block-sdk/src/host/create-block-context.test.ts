import { emptyUsage, ValidationError, type Json } from '@datagenflow/contracts';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { PromptError, Type } from '../index.js';
import { createContext, scriptedLlm } from '../testing/index.js';
import { createBlockContext } from './create-block-context.js';
import { createInstanceCache } from './instance-cache.js';
import type { BlockPorts } from './block-ports.js';
import type { StepInput } from './step-input.js';

const input: StepInput = {
  state: { text: 'a', list: [{ deep: 1 }], none: null },
  metadata: { text: 'seed' },
  jobId: 1,
  pipelineId: 2,
  traceId: 't',
  stepId: 's',
  attempt: 3,
  randomKey: 'k',
  constraints: { max_total_tokens: 5 },
  usage: { input_tokens: 1, output_tokens: 1, cached_tokens: 0 },
};

function memoPorts(): BlockPorts & { stored: Map<string, Json> } {
  const stored = new Map<string, Json>();
  return {
    stored,
    ...scriptedLlm(['one', 'two']),
    readMemo: async (name) => (stored.has(name) ? { value: stored.get(name) as Json } : undefined),
    writeMemo: async (name, _, value) => void stored.set(name, value),
    log: () => {},
  };
}

describe('the context of a block', () => {
  test('get reads fields, takes a fallback for missing and null, and checks the type', () => {
    const context = createContext({ state: { text: 'a', count: 2, none: null, list: [1] } });
    expect(context.get('text', '')).toBe('a');
    expect(context.get('none', 'x')).toBe('x');
    expect(context.get('nothing', 3)).toBe(3);
    expect(context.get('nothing')).toBeUndefined();
    expect(context.get('toString')).toBeUndefined();
    expect(context.get('list', [])).toEqual([1]);
    expect(() => context.get('count', '')).toThrow(ValidationError);
    expect(() => context.get('count', '')).toThrow("Field 'count' is a number, but a string");
    expectTypeOf(context.get('count', 0)).toEqualTypeOf<number>();
    expectTypeOf(context.get('count')).toEqualTypeOf<Json | undefined>();
  });

  test('state and metadata are frozen all the way down', () => {
    const context = createContext({ state: { list: [{ deep: 1 }] } });
    expect(() => Object.assign(context.state, { more: 1 })).toThrow(TypeError);
    expect(() =>
      Object.assign((context.state['list'] as object[])[0] as object, { deep: 2 }),
    ).toThrow(TypeError);
    expect(() => (context.metadata['list'] as Json[]).push(1)).toThrow(TypeError);
  });

  test('carries what identifies the pass', () => {
    const context = createBlockContext(input, memoPorts(), new AbortController().signal);
    expect(context).toMatchObject({
      jobId: 1,
      pipelineId: 2,
      traceId: 't',
      stepId: 's',
      attempt: 3,
    });
    expect(context.constraints).toEqual({ max_total_tokens: 5 });
    expect(Object.keys(context)).not.toContain('randomKey');
  });

  test('render reads state, extra fields and metadata', () => {
    const context = createBlockContext(input, memoPorts(), new AbortController().signal);
    expect(context.render('{{text}} {{metadata.text}} {{more}}', { more: 1, metadata: 2 })).toBe(
      'a seed 1',
    );
    expect(() => context.render('{{ txt }}')).toThrow(PromptError);
  });

  test('renderJson takes a literal or a prompt, checked against a schema', () => {
    const context = createContext({ state: { items: ['a', 'b'] } });
    const texts = Type.Array(Type.String());
    const rendered = context.renderJson('{{json items}}', texts);
    expectTypeOf(rendered).toEqualTypeOf<string[]>();
    expect(rendered).toEqual(['a', 'b']);
    expect(context.renderJson(['{{ x }}'], texts)).toEqual(['{{ x }}']);
    expect(context.renderJson('[1]')).toEqual([1]);
    expect(() => context.renderJson('[1]', texts)).toThrow('0: must be string');
    expect(() => context.renderJson('{{items}} and')).toThrow('did not render to JSON');
  });

  test('usage grows with the calls of this pass', async () => {
    const context = createBlockContext(input, memoPorts(), new AbortController().signal);
    const answer = await context.llm.chat({ messages: [{ role: 'user', content: 'Hi' }] });
    expect(answer.text).toBe('one');
    expect(context.usage.output_tokens).toBe(2);
    expect(context.usage.input_tokens).toBeGreaterThan(1);
  });

  test('generate is typed by its schema', async () => {
    const context = createContext({ llm: scriptedLlm([{ city: 'Rome' }, 3]) });
    const schema = Type.Object({ city: Type.String() });
    const { value } = await context.llm.generate({ messages: [], schema });
    expectTypeOf(value).toEqualTypeOf<{ city: string }>();
    const plain = await context.llm.generate({ messages: [], schema: { type: 'number' } });
    expectTypeOf(plain.value).toEqualTypeOf<Json>();
    expect([value, plain.value]).toEqual([{ city: 'Rome' }, 3]);
  });

  test('nothing is sent once the signal is aborted', async () => {
    const abort = new AbortController();
    const ports = memoPorts();
    const context = createBlockContext(input, ports, abort.signal);
    abort.abort(new Error('over'));
    await expect(context.llm.chat({ messages: [] })).rejects.toThrow('over');
    await expect(context.embed(['a'])).rejects.toThrow('over');
    await expect(context.memo('m', 1, () => 2)).rejects.toThrow('over');
    expect(await context.embed([])).toEqual([]);
  });

  test('memo stores a value, shares a run under way, and forgets a throw', async () => {
    const ports = memoPorts();
    const cache = createInstanceCache();
    const { signal } = new AbortController();
    const first = createBlockContext(input, ports, signal, cache);
    const second = createBlockContext(input, ports, signal, cache);
    let runs = 0;
    const fail = async () => {
      runs += 1;
      throw new Error('not yet');
    };
    const work = async () => {
      runs += 1;
      return { done: runs };
    };
    await expect(first.memo('m', { a: 1, b: 2 }, fail)).rejects.toThrow('not yet');
    const both = await Promise.all([
      first.memo('m', { a: 1, b: 2 }, work),
      second.memo('m', { b: 2, a: 1 }, work),
    ]);
    expect(both).toEqual([{ done: 2 }, { done: 2 }]);
    expect(await second.memo('m', { a: 1, b: 2 }, fail)).toEqual({ done: 2 });
    expect([...ports.stored]).toEqual([['m', { done: 2 }]]);
    expect(cache.flights.size).toBe(0);
  });

  test('when a shared run fails, each waiter runs its own', async () => {
    const ports = memoPorts();
    const cache = createInstanceCache();
    const { signal } = new AbortController();
    const context = () => createBlockContext(input, ports, signal, cache);
    const failing = context().memo('m', 1, async () => {
      throw new Error('mine only');
    });
    const waiting = context().memo('m', 1, async () => 'fine');
    await expect(failing).rejects.toThrow('mine only');
    expect(await waiting).toBe('fine');
  });

  test('memo gives all hosts the value that was stored first, though each ran its own', async () => {
    const ports = memoPorts();
    ports.writeMemo = async (name, _, value) => {
      if (!ports.stored.has(name)) ports.stored.set(name, value);
    };
    const { signal } = new AbortController();
    const host = () => createBlockContext(input, ports, signal, createInstanceCache());
    const ends: ((value: Json) => void)[] = [];
    const run = () => new Promise<Json>((resolve) => ends.push(resolve));
    const values = [1, 2, 3].map(() => host().memo('m', 1, run));
    while (ends.length < 3) await Promise.resolve();
    for (const [i, value] of [null, 'second', 'third'].entries()) {
      ends[i]?.(value);
      await values[i];
    }
    expect(await Promise.all(values)).toEqual([null, null, null]);
  });

  test('memo refuses what cannot be stored', async () => {
    const context = createContext();
    const date = (async () => ({ at: new Date(0) })) as unknown as () => Promise<Json>;
    await expect(context.memo('m', 1, date)).rejects.toThrow('/at is a Date');
    await expect(context.memo('m', 1, () => 'x'.repeat(1024 * 1024))).rejects.toThrow('1 MB');
  });

  test('a deep value in the state of several steps is frozen once', () => {
    const state = { shared: { list: [1] } };
    const make = () =>
      createBlockContext(
        { ...input, state, usage: emptyUsage() },
        memoPorts(),
        new AbortController().signal,
      );
    expect(make().state).toBe(make().state);
    expect(Object.isFrozen(state.shared.list)).toBe(true);
  });
});
