import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ExecutionResult } from '@datagenflow/contracts';
import { startTestRuntime, type TestRuntime } from './support/test-runtime.js';

const header = `import { BaseBlock, Type, block } from '@datagenflow/block-sdk';\n`;
const define = (inputs: string[], outputs: string[]) =>
  `BaseBlock.define({ name: 'Test', description: 'For a test', inputs: ${JSON.stringify(inputs)}, outputs: ${JSON.stringify(outputs)} })`;

/** Does what the field `mode` says: most behave, a few do one wrong thing each. */
const misbehaving = `${header}
export const Misbehaving = block(class extends ${define(['mode'], ['done'])} {
  async execute(context) {
    switch (context.get('mode', 'good')) {
      case 'hang': await new Promise(() => {});
      case 'throw': throw new Error('I would rather not');
      case 'undeclared': return { done: true, extra: 1 } as never;
      case 'function': return { done: () => 1 } as never;
      case 'mutate': (context.state as Record<string, unknown>).mode = 'changed'; return { done: true };
      case 'spin': for (;;);
      case 'exit': process.exit(3);
      default: return { done: true };
    }
  }
});`;

const asksModel = `${header}import { shape } from './_shape.js';
export class AsksModel extends BaseBlock {
  static definition = { name: 'Asks', description: 'Asks the model', inputs: ['topic'], outputs: ['answer', 'env', 'draw'] };
  async execute(context) {
    const { text } = await context.llm.chat({ messages: [{ role: 'user', content: shape(context.render('About {{ topic }}')) }] });
    return { answer: text, env: Object.keys(process.env).length, draw: context.random.int(1, 1000000) };
  }
}`;

let system: TestRuntime;
beforeAll(async () => {
  system = await startTestRuntime({
    'misbehaving.ts': misbehaving,
    'asks-model.ts': asksModel,
    '_shape.ts': 'export const shape = (text: string) => `${text}, please`;\n',
    'broken.ts': 'export const x = ;\n',
  });
});
afterAll(() => system[Symbol.asyncDispose]());

describe('user blocks', () => {
  test('what can’t be loaded is told with its place, and harms nothing else', () => {
    expect(system.warnings.join('\n')).toMatch(/broken\.ts:1:\d+/);
    const types = system.runtime.registry.list().map(({ type, source }) => `${source} ${type}`);
    expect(types).toContain('user AsksModel');
    expect(types).toContain('builtin StructuredGenerator');
  });

  test('row 34: a block asks the model by message and sees no environment', async () => {
    const definition = { name: 'Ask', blocks: [{ type: 'AsksModel' }] };
    const job = await system.runDefinition(
      definition,
      [{ repetitions: 3, metadata: { topic: 'bees' } }],
      { random_seed: 7 },
    );
    expect(job).toMatchObject({ status: 'completed', records_generated: 3 });
    expect(job.usage.input_tokens).toBeGreaterThan(0);
    const records = await system.records(job.id);
    expect(records.map(({ accumulated_state }) => accumulated_state.env)).toEqual([0, 0, 0]);
    const again = await system.runDefinition(
      definition,
      [{ repetitions: 3, metadata: { topic: 'bees' } }],
      { random_seed: 7 },
    );
    expect((await system.records(again.id)).map((record) => record.accumulated_state)).toEqual(
      records.map((record) => record.accumulated_state),
    );
    expect(new Set(records.map(({ accumulated_state }) => accumulated_state.draw)).size).toBe(3);
  });

  test('the same block answers a direct run', async () => {
    const result = (await system.runtime.runner.executePipeline(
      {
        definition: { name: 'Ask', blocks: [{ type: 'AsksModel' }] },
        metadata: { topic: 'bees' },
        pipelineId: 0,
      },
      new AbortController().signal,
    )) as ExecutionResult;
    expect(result.result.answer).toEqual(expect.any(String));
    expect(result.trace[0]?.calls?.[0]?.request).toMatchObject({
      messages: [{ role: 'user', content: 'About bees, please' }],
    });
  });

  test('DEV-06 row 36: whatever a block does wrong fails its own execution, with a typed reason, while 100 others succeed', async () => {
    const bad = ['hang', 'throw', 'undeclared', 'function', 'mutate', 'spin', 'exit'];
    const seeds = [
      ...Array.from({ length: 50 }, () => ({ metadata: { mode: 'good' } })),
      ...bad.map((mode) => ({ metadata: { mode } })),
      ...Array.from({ length: 50 }, () => ({ metadata: { mode: 'good' } })),
    ];
    const definition = { name: 'Mixed', blocks: [{ type: 'Misbehaving', timeout_ms: 1_000 }] };
    const job = await system.runDefinition(definition, seeds);
    expect(job).toMatchObject({
      status: 'completed',
      records_generated: 100,
      records_failed: bad.length,
    });

    const { items } = await system.runtime.storage.executions.list({
      job_id: job.id,
      status: 'failed',
      limit: 100,
    });
    const reasons = new Map(
      items.map(({ seed_index, reason }) => [bad[seed_index - 50], reason?.code]),
    );
    expect(Object.fromEntries(reasons)).toEqual({
      hang: 'step_timeout',
      throw: 'block_execution_failed',
      undeclared: 'undeclared_output',
      function: 'not_json',
      mutate: 'block_execution_failed',
      spin: 'step_timeout',
      exit: 'host_crashed',
    });
    expect(
      items.every(({ reason, step_id }) => step_id === 'Misbehaving-1' && reason?.message !== ''),
    ).toBe(true);
  });
});
