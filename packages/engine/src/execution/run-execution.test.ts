import { Type, type BlockContext } from '@datagenflow/block-sdk';
import { rebuildTrace, type Json, type JsonObject } from '@datagenflow/contracts';
import { describe, expect, test } from 'vitest';
import { makeBlock } from '../testing/make-block.js';
import { runBlocks } from '../testing/run-blocks.js';
import { stateOf } from './run-execution.js';

/** Writes its config. */
const Write = makeBlock('Write', (_, config) => config.fields, {
  config: Type.Object({ fields: Type.Unsafe<JsonObject>({ type: 'object' }) }),
});
const write = (fields: JsonObject, rest = {}) => ({ type: 'Write', config: { fields }, ...rest });

/** Writes what it sees under `seen`. */
const See = makeBlock('See', ({ state }) => ({ seen: { ...state } }), { outputs: ['seen'] });

const Split = makeBlock('Split', (context) => context.get('parts', []), {
  outputs: ['part'],
  is_multiplier: true,
});

describe('runExecution: state', () => {
  test('DEV-08 three blocks over one seed: each sees all earlier outputs, later keys win', async () => {
    const seen: JsonObject[] = [];
    const look = (type: string, output: JsonObject) =>
      makeBlock(type, ({ state }) => {
        seen.push(structuredClone(state));
        return output;
      });
    const blocks = [look('A', { a: 1, x: 'A' }), look('B', { b: 2, x: 'B' }), look('C', { a: 3 })];
    const metadata = { x: 'seed', topic: 'cats' };
    const run = await runBlocks(blocks, { metadata });
    expect(seen).toEqual([
      { x: 'seed', topic: 'cats' },
      { x: 'A', topic: 'cats', a: 1 },
      { x: 'B', topic: 'cats', a: 1, b: 2 },
    ]);
    expect(run.end).toEqual({ status: 'generated' });
    expect(run.written).toEqual({ a: 3, x: 'B', b: 2 });
    const trace = rebuildTrace(metadata, run.trace);
    expect(trace.map(({ input }) => input)).toEqual(seen);
    expect(trace.map(({ output }) => output)).toEqual([
      { a: 1, x: 'A' },
      { b: 2, x: 'B' },
      { a: 3 },
    ]);
    expect(trace.at(-1)?.accumulated_state).toEqual(stateOf(metadata, run.written));
    expect(
      trace.map(({ block_type, step_id, status, attempts }) => [
        block_type,
        step_id,
        status,
        attempts,
      ]),
    ).toEqual([
      ['A', 'A-1', 'ok', 1],
      ['B', 'B-1', 'ok', 1],
      ['C', 'C-1', 'ok', 1],
    ]);
  });

  test('metadata stays the seed’s own values', async () => {
    const blocks = [
      Write,
      makeBlock('Render', (context) => ({ text: context.render('{{ x }} {{ metadata.x }}') })),
    ];
    const steps = [write({ x: 'new' }), { type: 'Render' }];
    const run = await runBlocks(blocks, { steps, metadata: { x: 'old' } });
    expect(run.written.text).toBe('new old');
  });

  test('odd field names are fields like any other', async () => {
    const fields = JSON.parse('{"__proto__":{"a":1},"constructor":2,"":3}') as JsonObject;
    const Odd = makeBlock('Odd', () => fields);
    const run = await runBlocks([Odd, See]);
    expect(JSON.stringify(run.written.seen)).toBe(JSON.stringify(fields));
  });

  test('outputs are written under the names the pipeline gives them', async () => {
    const steps = [
      write({ text: 'first', rest: 1 }, { outputs: { text: 'draft' } }),
      write({ text: 'second' }),
    ];
    const run = await runBlocks([Write], { steps });
    expect(run.written).toEqual({ draft: 'first', rest: 1, text: 'second' });
    expect(run.trace[0]?.output).toEqual({ draft: 'first', rest: 1 });
  });

  test('two outputs of an open block that would share a field fail the step', async () => {
    const steps = [write({ text: 'a', draft: 'b' }, { outputs: { text: 'draft' } })];
    const run = await runBlocks([Write], { steps });
    expect(run.end).toMatchObject({ status: 'failed', reason: { code: 'duplicate_output' } });
  });

  test('a block that changes what it was given fails, and others see what was there', async () => {
    const Spoil = makeBlock('Spoil', ({ state, metadata }: BlockContext) => {
      const errors: string[] = [];
      const tries = [
        () => ((state as JsonObject).topic = 'dogs'),
        () => ((state.list as Json[])[0] = 'x'),
        () => ((metadata as JsonObject).topic = 'dogs'),
      ];
      for (const attempt of tries) {
        try {
          attempt();
        } catch (error) {
          errors.push((error as Error).name);
        }
      }
      return { errors };
    });
    const run = await runBlocks([Spoil, See], { metadata: { topic: 'cats', list: ['a'] } });
    expect(run.written.errors).toEqual(['TypeError', 'TypeError', 'TypeError']);
    expect(run.written.seen).toMatchObject({ topic: 'cats', list: ['a'] });
  });

  test('what a block returned can’t be changed by it later', async () => {
    const kept: { list: string[] } = { list: ['a'] };
    const Keep = makeBlock('Keep', () => kept);
    const Later = makeBlock('Later', () => {
      kept.list.push('b');
      return {};
    });
    const run = await runBlocks([Keep, Later]);
    expect(run.written).toEqual({ list: ['a'] });
    expect(run.end).toMatchObject({ status: 'failed' });
  });
});

describe('runExecution: when', () => {
  const Three = makeBlock('Three', () => ({ a: 1, b: 1, c: 1 }), { outputs: ['a', 'b', 'c'] });

  test('a skipped step writes null, unless the field has a value', async () => {
    const steps = [write({ a: 'kept' }), { type: 'Three', when: 'wanted', outputs: { c: 'd' } }];
    const run = await runBlocks([Write, Three], { steps, metadata: { b: 'seed' } });
    expect(run.written).toEqual({ a: 'kept', d: null });
    expect(run.trace[1]).toEqual({
      step_id: 'Three-1',
      block_type: 'Three',
      status: 'skipped',
      output: { d: null },
      execution_time: 0,
      attempts: 0,
    });
  });

  test('a skipped open step writes null to the fields it names', async () => {
    const steps = [write({ x: 1 }, { when: 'wanted', outputs: { text: 'draft' } })];
    const run = await runBlocks([Write], { steps });
    expect(run.written).toEqual({ draft: null });
  });

  test.each([
    ['wanted', { wanted: true }, true],
    ['wanted', { wanted: 'false' }, false],
    ['wanted', { wanted: 0 }, false],
    ['wanted', {}, false],
    ['gt metadata.score 3', { score: 4 }, true],
    ['not missing', {}, true],
  ])('%s over %j', async (when, metadata, isRun) => {
    const steps = [{ type: 'Three', when }];
    const run = await runBlocks([Three], { steps, metadata: metadata as unknown as JsonObject });
    expect(run.trace[0]?.status).toBe(isRun ? 'ok' : 'skipped');
  });

  test('a skipped multiplier passes the execution on unbranched', async () => {
    const steps = [{ type: 'Split', when: 'wanted' }, write({ x: 1 })];
    const run = await runBlocks([Split, Write], { steps, metadata: { parts: [{ part: 1 }] } });
    expect(run.end).toEqual({ status: 'generated' });
    expect(run.written).toEqual({ part: null, x: 1 });
  });

  test('a condition that fails while it is evaluated fails the execution', async () => {
    const steps = [{ type: 'Three', when: '{{#each items}}{{ this }}{{/each}}' }, write({ x: 1 })];
    const metadata = { items: Array.from({ length: 50 }, () => 'x'.repeat(200_000)) };
    const run = await runBlocks([Three, Write], { steps, metadata });
    expect(run.end).toMatchObject({
      status: 'failed',
      reason: { code: 'prompt_output_limit', detail: { step: 1, step_id: 'Three-1' } },
      step: { id: 'Three-1' },
    });
    expect(run.trace).toMatchObject([{ status: 'failed', output: null, attempts: 0 }]);
  });
});

describe('runExecution: ends', () => {
  test('drop ends it as filtered, and nothing after runs', async () => {
    const Drop = makeBlock('Drop', (context) => context.drop('too short'));
    const run = await runBlocks([Drop, See]);
    expect(run.end).toMatchObject({
      status: 'filtered',
      reason: { code: 'dropped', message: 'too short' },
      step: { id: 'Drop-1' },
    });
    expect(run.trace).toMatchObject([{ status: 'filtered', output: {} }]);
  });

  test('a multiplier ends it as fanned out, with one delta per entry', async () => {
    const steps = [
      write({ parts: [{ part: 'a' }, {}] }),
      { type: 'Split', outputs: { part: 'chunk' } },
      { type: 'See' },
    ];
    const run = await runBlocks([Write, Split, See], { steps });
    expect(run.end).toEqual({ status: 'fanned_out', nextStep: 2, branches: [{ chunk: 'a' }, {}] });
    expect(run.trace).toMatchObject([{ status: 'ok' }, { status: 'ok', output: {} }]);
  });

  test('a multiplier without entries ends it as filtered', async () => {
    const run = await runBlocks([Split]);
    expect(run.end).toMatchObject({ status: 'filtered', reason: { code: 'no_branches' } });
  });

  test('a branch goes on where its parent ended', async () => {
    const start = { branch: '3.1', startStep: 1, written: { part: 'b', x: 1 } };
    const run = await runBlocks([Split, See], { metadata: { topic: 'cats' }, start });
    expect(run.written).toEqual({ part: 'b', x: 1, seen: { topic: 'cats', part: 'b', x: 1 } });
    expect(run.trace.map(({ step_id }) => step_id)).toEqual(['See-1']);
  });

  test('cancelled before a step: ends with the reason, and the step does not run', async () => {
    const stop = new AbortController();
    let ran = 0;
    const Stop = makeBlock('Stop', () => {
      stop.abort(new Error('enough'));
      return {};
    });
    const Never = makeBlock('Never', () => ({ ran: (ran += 1) }));
    await expect(runBlocks([Stop, Never], { signal: stop.signal })).rejects.toThrow('enough');
    expect(ran).toBe(0);
  });

  test('cancelled in the middle of a step that does not listen: ends with the reason', async () => {
    const stop = new AbortController();
    const Hang = makeBlock('Hang', () => {
      queueMicrotask(() => stop.abort(new Error('enough')));
      return new Promise(() => {});
    });
    await expect(runBlocks([Hang], { signal: stop.signal })).rejects.toThrow('enough');
  });

  test('cancelled before it began', async () => {
    const signal = AbortSignal.abort(new Error('too late'));
    await expect(runBlocks([See], { signal })).rejects.toThrow('too late');
  });
});

describe('runExecution: randomness', () => {
  const Draw = makeBlock('Draw', ({ random }) => ({ draws: [random.next(), random.int(1, 99)] }));
  const draw = async (start = {}) => (await runBlocks([Draw], { start })).written.draws;

  test('draws depend on job seed, seed, repetition, branch and step alone', async () => {
    expect(await draw()).toEqual(await draw());
    expect(await draw({ branch: '1' })).not.toEqual(await draw());
    expect(await draw({ branch: '1' })).not.toEqual(await draw({ branch: '2' }));
    expect(await draw({ randomRoot: '42/0/1' })).not.toEqual(await draw());
    const steps = [{ type: 'Draw', outputs: { draws: 'first' } }, { type: 'Draw' }];
    const { written } = await runBlocks([Draw], { steps });
    expect(written.first).not.toEqual(written.draws);
  });
});
