import { readFile } from 'node:fs/promises';
import { ConfigError, DataGenFlowError, emptyUsage } from '@datagenflow/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LoadedExtensions } from '../load-extensions.js';
import { collectLogs, findBlock, runBlock, silentPass, stepInput } from '../testing/run-block.js';
import { blockModule, createProject, type TemporaryProject } from '../testing/temporary-project.js';

const greeter = blockModule(
  'Greeter',
  'return { text: `${this.config.word} ${context.get("name", "")}` };',
  {
    top: `import { defineBlock } from '@datagenflow/block-sdk';
const definition = defineBlock({
  name: 'Greeter', description: 'Greets', inputs: ['name'], outputs: ['text'],
  config: Type.Object({ word: Type.String({ minLength: 2, default: 'Hello' }) }),
});`,
    members: 'static definition = definition;',
  },
);

const blocks = {
  'greeter.js': greeter,
  'asking.js': blockModule(
    'Asking',
    `const chat = await context.llm.chat({ messages: [{ role: 'user', content: 'Hi' }] });
     const { value } = await context.llm.generate({ messages: [], schema: Type.Object({ a: Type.Number() }) });
     const [vector] = await context.embed(['x']);
     const kept = await context.memo('m', { k: 1 }, () => 'computed');
     return { chat: chat.text, value, vector, kept, tokens: context.usage.input_tokens };`,
  ),
  'failing.js': blockModule(
    'Failing',
    `try {
       await context.llm.chat({ messages: [] });
     } catch (error) {
       if (context.get('wrap', false)) throw new ValidationError('Wrapped', { code: 'wrapped', detail: { seen: error.code }, cause: error });
       throw error;
     }`,
  ),
  'talking.js': blockModule(
    'Talking',
    `context.log.warn('from the log');
     console.log('from %s', 'stdout');
     console.error('from stderr');
     await new Promise((done) => setTimeout(done, 5));
     console.log('and later');
     return {};`,
  ),
  'looking.js': blockModule(
    'Looking',
    `return { env: Object.keys(process.env), random: context.random.int(0, 1e9), pid: process.pid };`,
  ),
  'dropping.js': blockModule('Dropping', `context.drop('too short');`),
  'stateful.js': blockModule('Stateful', 'return { setups: this.setups };', {
    top: `import { appendFile } from 'node:fs/promises';`,
    members: `setups = 0;
      async setup() { this.setups += 1; }
      async dispose() { await appendFile(new URL('./disposed.log', import.meta.url), 'disposed\\n'); }`,
  }),
  'typed.ts': `import { BaseBlock, block, type BlockContext } from '@datagenflow/block-sdk';

interface Padding { lines: string }

export const Typed = block(class extends BaseBlock.define({
  name: 'Typed', description: 'Throws from TypeScript', inputs: [], outputs: [],
}) {
  async execute(context: BlockContext): Promise<Record<string, never>> {
    throw new RangeError('at ' + context.stepId);
  }
});
export type Unused = Padding;
`,
};

describe('a block in a host', () => {
  let project: TemporaryProject;
  let loaded: LoadedExtensions;

  beforeAll(async () => {
    project = await createProject(blocks);
    loaded = await project.load();
  });

  afterAll(async () => {
    await loaded[Symbol.asyncDispose]();
    await project[Symbol.asyncDispose]();
  });

  test('runs with its config, defaults applied', async () => {
    const block = findBlock(loaded, 'Greeter');
    expect(await runBlock(block, { state: { name: 'Ada' } })).toEqual({
      kind: 'output',
      output: { text: 'Hello Ada' },
    });
    expect(await runBlock(block, { config: { word: 'Hi' }, state: { name: 'Bo' } })).toEqual({
      kind: 'output',
      output: { text: 'Hi Bo' },
    });
  });

  test('describes itself, and refuses a wrong config when it is opened', async () => {
    const block = findBlock(loaded, 'Greeter');
    const description = { outputs: ['text'], required_fields: ['name'], is_multiplier: false };
    expect(await block.describe({ word: 'Hey' })).toEqual(description);
    expect(await block.describe({ word: 'Hey' })).toEqual(description);
    const refused = await block.open({ word: 'x' }).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ConfigError);
    expect(refused).toMatchObject({ code: 'config_invalid', detail: { block_type: 'Greeter' } });
  });

  test('reaches models and memos through its ports', async () => {
    const written: unknown[] = [];
    const answered = { model: 'm', usage: { ...emptyUsage(), input_tokens: 5 }, cost: null };
    const result = await runBlock(findBlock(loaded, 'Asking'), {
      ports: {
        chat: async ({ messages }) => ({
          ...answered,
          text: `You said ${messages[0]?.content}`,
          finish_reason: 'stop',
          truncated: false,
        }),
        generate: async ({ schema }) => ({ ...answered, value: { a: 1, schema }, attempts: 1 }),
        embed: async () => ({ ...answered, embeddings: [[0.5, -1]] }),
        writeMemo: async (...memo) => void written.push(memo),
      },
    });
    expect(result).toEqual({
      kind: 'output',
      output: {
        chat: 'You said Hi',
        value: {
          a: 1,
          schema: { type: 'object', required: ['a'], properties: { a: { type: 'number' } } },
        },
        vector: [0.5, -1],
        kept: 'computed',
        tokens: 15,
      },
    });
    expect(written).toEqual([['m', { k: 1 }, 'computed']]);
  });

  test('hands the very error of a call back when it rethrows it, and as the cause when it wraps it', async () => {
    const raised = new DataGenFlowError('credentials', 'No key', { status: 409 });
    const ports = { chat: () => Promise.reject(raised) };
    const failing = findBlock(loaded, 'Failing');
    await expect(runBlock(failing, { ports })).rejects.toBe(raised);
    const wrapped = await runBlock(failing, { ports, state: { wrap: true } }).catch(
      (error: unknown) => error,
    );
    expect(wrapped).toMatchObject({ code: 'wrapped', detail: { seen: 'credentials' } });
    expect((wrapped as Error).cause).toBe(raised);
  });

  test('writes what it logs and prints into its own log', async () => {
    const { lines, ports } = collectLogs();
    await runBlock(findBlock(loaded, 'Talking'), { ports });
    expect(lines).toEqual([
      { level: 'warn', message: 'from the log' },
      { level: 'info', message: 'from stdout' },
      { level: 'error', message: 'from stderr' },
      { level: 'info', message: 'and later' },
    ]);
  });

  test('sees no environment, and draws the same numbers from the same key', async () => {
    const looking = findBlock(loaded, 'Looking');
    const first = await runBlock(looking);
    expect(first).toMatchObject({ output: { env: [] } });
    expect(await runBlock(looking)).toEqual(first);
    expect(first).not.toMatchObject({ output: { pid: process.pid } });
  });

  test('can drop', async () => {
    expect(await runBlock(findBlock(loaded, 'Dropping'))).toEqual({
      kind: 'dropped',
      reason: 'too short',
    });
  });

  test('is set up once per instance, shared by its executions, and disposed of', async () => {
    const open = await findBlock(loaded, 'Stateful').open({});
    const run = () => open.execute(stepInput(), silentPass, new AbortController().signal);
    expect(await Promise.all([run(), run(), run()])).toEqual(
      [1, 1, 1].map((setups) => ({ kind: 'output', output: { setups } })),
    );
    await open[Symbol.asyncDispose]();
    expect(await readFile(`${project.blocksDir}/disposed.log`, 'utf8')).toBe('disposed\n');
  });

  test('throws with a stack that names the line of its source', async () => {
    const error = (await runBlock(findBlock(loaded, 'Typed')).catch((thrown) => thrown)) as Error;
    expect(error).toMatchObject({ name: 'RangeError', message: 'at step' });
    expect(error.stack).toContain('user_blocks/typed.ts:9:11');
  });

  test('takes more executions at once than a host does', async () => {
    const open = await findBlock(loaded, 'Greeter').open({});
    const results = await Promise.all(
      Array.from({ length: 300 }, (_, n) =>
        open.execute(
          stepInput({ name: `${n} ${'x'.repeat(10_000)}` }),
          silentPass,
          new AbortController().signal,
        ),
      ),
    );
    expect(results).toHaveLength(300);
    expect(results[299]).toMatchObject({ output: { text: expect.stringMatching(/^Hello 299 x/) } });
    await open[Symbol.asyncDispose]();
  });

  test('is spread over further hosts when the first is busy', async () => {
    await using spread = await project.load({ maxHosts: 3, startAnotherAt: 1 });
    const looking = findBlock(spread, 'Looking');
    const results = await Promise.all([1, 2, 3, 4].map(() => runBlock(looking)));
    const pids = results.map((result) => (result as { output: { pid: number } }).output.pid);
    expect(new Set(pids).size).toBe(3);
  });
});
