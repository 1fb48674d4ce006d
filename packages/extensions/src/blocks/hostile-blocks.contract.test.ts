import { BlockExecutionError, ValidationError, type Json } from '@datagenflow/contracts';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { LoadedExtensions } from '../load-extensions.js';
import { isRunning } from '../testing/is-running.js';
import { collectLogs, findBlock, runBlock, silentPass, stepInput } from '../testing/run-block.js';
import { blockModule, createProject, type TemporaryProject } from '../testing/temporary-project.js';

const SOON = { timeout: 30_000 };

const blocks = {
  Innocent: `await new Promise((done) => setTimeout(done, 100)); return { n: context.get('n', 0) };`,
  Throws: `throw new ValidationError('No good', { code: 'no_good', detail: { n: 1 } });`,
  ThrowsText: `throw 'only text';`,
  ReturnsFunction: `return { deep: { list: [1, () => 2] } };`,
  ReturnsInstance: `return { when: new Date(0) };`,
  ReturnsCycle: `const a = {}; a.self = a; return { a };`,
  ReturnsNothing: ``,
  ReturnsUndeclared: `return { surprise: 1 };`,
  ReturnsProto: `return JSON.parse('{"__proto__": {"a": 1}}');`,
  Mutates: `context.state.list.push(4); return {};`,
  Spins: `for (;;);`,
  Never: `return new Promise(() => {});`,
  Polite: `console.log('started'); return new Promise((_, no) => context.signal.addEventListener('abort', () => { console.log('noticed'); no(new Error('late')); }));`,
  Exits: `process.exit(0);`,
  Kills: `process.kill(process.pid, 'SIGKILL'); return new Promise(() => {});`,
  Aborts: `process.abort();`,
  Disconnects: `process.disconnect(); return new Promise(() => {});`,
  Rejects: `Promise.reject(new Error('nobody caught this')); return new Promise(() => {});`,
  ThrowsLater: `setTimeout(() => { throw new Error('thrown later'); }, 10); return new Promise(() => {});`,
  LeavesBehind: `setTimeout(() => { throw new Error('left behind'); }, 50); return { done: true };`,
  Hoards: `const all = []; for (;;) { all.push(Buffer.alloc(16e6, 1)); await new Promise((done) => setTimeout(done, 5)); }`,
  Chatters: `for (let i = 0; i < 1e5; i += 1) console.log('line ' + i); return { lines: 1e5 };`,
  Sends: `process.send('ready'); process.send({ type: 'nonsense' }); return { sent: true };`,
  Spawns: `const { spawn } = await import('node:child_process');
    const { pid } = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    return { host: process.pid, child: pid };`,
} as const;

/** One module for all: each file of its own would be looked at in a process of its own. */
function moduleOf(bodies: Record<string, string>): string {
  const [first = '', ...others] = Object.entries(bodies).map(([type, body]) => {
    const definition = type === 'ReturnsUndeclared' ? { outputs: ['declared'] } : {};
    return blockModule(type, body, { definition });
  });
  return [first, ...others.map((text) => text.replace(/^import .*$/m, ''))].join('\n');
}

/** How the hosts of these end. */
const HOSTILE = {
  Exits: 'exited with code 0',
  Kills: 'was ended by SIGKILL',
  Aborts: 'was ended by SIGABRT',
  Spins: expect.stringMatching(/^did not answer for 600 ms/),
  Disconnects: expect.any(String),
} as const;

describe('EXT-06 hostile blocks', () => {
  let project: TemporaryProject;
  let loaded: LoadedExtensions;
  const output: string[] = [];

  beforeAll(async () => {
    project = await createProject({ 'hostile.js': moduleOf(blocks) });
    loaded = await project.load({
      maxMemoryMb: 400,
      onOutput: ({ message }) => output.push(message),
    });
  });

  afterAll(async () => {
    await loaded[Symbol.asyncDispose]();
    await project[Symbol.asyncDispose]();
  });

  afterEach(() => {
    output.length = 0;
  });

  const run = (type: keyof typeof blocks, options = {}) =>
    runBlock(findBlock(loaded, type), options);
  const failure = (type: keyof typeof blocks, options = {}): Promise<unknown> =>
    run(type, options).then(
      (result) => ({ unexpected: result }),
      (error: unknown) => error,
    );

  test('DEV-06 what it throws arrives: typed, or described when it is no error', async () => {
    const error = await failure('Throws');
    expect(error).toBeInstanceOf(ValidationError);
    expect(error).toMatchObject({ message: 'No good', code: 'no_good', detail: { n: 1 } });
    expect((error as Error).stack).toContain('user_blocks/hostile.js');
    expect(await failure('ThrowsText')).toMatchObject({
      message: 'Threw the text “only text” instead of an Error.',
    });
  });

  test.each([
    ['ReturnsFunction', '/deep/list/1', 'is a function'],
    ['ReturnsInstance', '/when', 'is a Date'],
    ['ReturnsCycle', '/a/self', 'refers to itself'],
  ] as const)('DEV-06 %s: what JSON can’t carry is named by its path', async (type, path, what) => {
    const error = await failure(type);
    expect(error).toBeInstanceOf(ValidationError);
    expect(error).toMatchObject({
      code: 'not_json',
      message: `The output at ${path} ${what}. Blocks return plain JSON.`,
      detail: { path },
    });
  });

  test('DEV-06 undeclared fields and no output at all are left for the engine to judge', async () => {
    expect(await run('ReturnsUndeclared')).toEqual({ kind: 'output', output: { surprise: 1 } });
    expect(await run('ReturnsNothing')).toEqual({ kind: 'output' });
  });

  test('a key called __proto__ changes no prototype', async () => {
    const result = await run('ReturnsProto');
    const { output: fields } = result as { output: Record<string, Json> };
    expect(Object.keys(fields)).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(fields)).toBe(Object.prototype);
  });

  test('state can’t be changed', async () => {
    const state = { list: [1, 2, 3] };
    expect(await failure('Mutates', { state })).toMatchObject({ name: 'TypeError' });
    expect(state).toEqual({ list: [1, 2, 3] });
  });

  test('an uncaught error fails the execution it comes from, whatever runs beside it', async () => {
    const innocents = Array.from({ length: 20 }, (_, n) => run('Innocent', { state: { n } }));
    const [rejected, later] = await Promise.all([failure('Rejects'), failure('ThrowsLater')]);
    expect(rejected).toMatchObject({ message: 'nobody caught this' });
    expect(later).toMatchObject({ message: 'thrown later' });
    const results = await Promise.all(innocents);
    expect(results.map((result) => (result as { output: { n: number } }).output.n)).toEqual(
      Array.from({ length: 20 }, (_, n) => n),
    );
  });

  test('an error that an ended execution left behind is reported and hurts nobody', async () => {
    expect(await run('LeavesBehind')).toEqual({ kind: 'output', output: { done: true } });
    expect(await run('Innocent', { state: { n: 1 } })).toMatchObject({ output: { n: 1 } });
    await vi.waitFor(() => expect(output.join('\n')).toContain('left behind'), SOON);
  });

  test('who ends or hangs the host alone twice is failed and told how; others run again and succeed', async () => {
    const connects = { hostile: 0, innocent: 0 };
    const innocents = Array.from({ length: 8 }, (_, n) =>
      run('Innocent', { state: { n }, onConnect: () => (connects.innocent += 1) }),
    );
    const types = Object.keys(HOSTILE) as (keyof typeof HOSTILE)[];
    const hostile = types.map((type) =>
      failure(type, { onConnect: () => (connects.hostile += 1) }),
    );
    expect(await Promise.all(innocents)).toEqual(
      Array.from({ length: 8 }, (_, n) => ({ kind: 'output', output: { n } })),
    );
    const errors = await Promise.all(hostile);
    for (const [at, type] of types.entries()) {
      expect(errors[at]).toBeInstanceOf(BlockExecutionError);
      expect(errors[at]).toMatchObject({ code: 'host_crashed', detail: { reason: HOSTILE[type] } });
    }
    expect(connects.hostile).toBeGreaterThanOrEqual(types.length * 2);
    expect(connects.innocent).toBeGreaterThanOrEqual(8);
  });

  test('a block that hoards memory is failed', async () => {
    expect(await failure('Hoards')).toMatchObject({
      code: 'host_crashed',
      detail: { reason: expect.stringContaining('ran out of memory') as string },
    });
  });

  test.each(['Spins', 'Never'] as const)(
    'an abort ends %s at once with its reason, and nobody else',
    async (type) => {
      const controller = new AbortController();
      const reason = new BlockExecutionError('Time is up', { code: 'step_timeout' });
      const connected = Promise.withResolvers<void>();
      const pending = failure(type, {
        signal: controller.signal,
        onConnect: connected.resolve,
      });
      const innocents = Array.from({ length: 5 }, (_, n) => run('Innocent', { state: { n } }));
      await connected.promise;
      controller.abort(reason);
      expect(await pending).toBe(reason);
      expect(await Promise.all(innocents)).toHaveLength(5);
    },
  );

  test('an abort before the start rejects without running', async () => {
    const reason = new Error('Cancelled');
    const connected: number[] = [];
    const options = { signal: AbortSignal.abort(reason), onConnect: () => connected.push(1) };
    expect(await failure('Innocent', options)).toBe(reason);
    expect(connected).toEqual([]);
  });

  test('an abort while it waits for a place rejects at once, and gives the place to the next', async () => {
    await using crowded = await project.load({ perHost: 1 });
    const never = new AbortController();
    const waiting = new AbortController();
    const runHere = (type: string, { signal } = new AbortController()) =>
      runBlock(findBlock(crowded, type), { signal });
    setTimeout(() => waiting.abort(new Error('Gone')), 100);
    setTimeout(() => never.abort(new Error('Enough')), 500);
    const [first, second, third] = await Promise.allSettled([
      runHere('Never', never),
      runHere('Innocent', waiting),
      runHere('Innocent'),
    ]);
    expect(first).toMatchObject({ reason: { message: 'Enough' } });
    expect(second).toMatchObject({ reason: { message: 'Gone' } });
    expect(third).toMatchObject({ status: 'fulfilled' });
  });

  test('the time of those that a neighbour holds up begins anew when they run again', async () => {
    const timeUp = () => {
      const time = new AbortController();
      setTimeout(() => time.abort(new Error('Time is up')), 1_000).unref();
      return time.signal;
    };
    const runTimed = (type: string) => runBlock(findBlock(loaded, type), { deadline: timeUp });
    const [spinner, sleeper, ...innocents] = await Promise.allSettled([
      runTimed('Spins'),
      runTimed('Never'),
      ...Array.from({ length: 4 }, () => runTimed('Innocent')),
    ]);
    expect(spinner?.status).toBe('rejected');
    expect(sleeper).toMatchObject({ reason: { message: 'Time is up' } });
    expect(innocents.map(({ status }) => status)).toEqual(innocents.map(() => 'fulfilled'));
  });

  test('a block notices the abort through its signal', async () => {
    const open = await findBlock(loaded, 'Polite').open({});
    const controller = new AbortController();
    const { signal } = controller;
    const { ports } = silentPass();
    const log = () => controller.abort(new Error('Stop'));
    const pending = open.execute(stepInput(), () => ({ ports: { ...ports, log }, signal }), signal);
    await expect(pending).rejects.toThrow('Stop');
    await vi.waitFor(() => expect(output).toContain('noticed'), SOON);
    await open[Symbol.asyncDispose]();
  });

  test('row 36: a hundred thousand lines are capped at 64 KB', async () => {
    const { lines, ports } = collectLogs();
    expect(await run('Chatters', { ports })).toMatchObject({ output: { lines: 1e5 } });
    const size = lines.reduce((sum, { message }) => sum + message.length, 0);
    expect(size).toBeLessThan(66_000);
    expect(lines.at(-1)?.message).toContain('the log ends here');
  });

  test('messages of its own confuse nobody', async () => {
    expect(await run('Sends')).toEqual({ kind: 'output', output: { sent: true } });
  });

  test('no process is left behind, not even what blocks started', async () => {
    await using other = await project.load();
    const { output: pids } = (await runBlock(findBlock(other, 'Spawns'))) as {
      output: { host: number; child: number };
    };
    expect([isRunning(pids.host), isRunning(pids.child)]).toEqual([true, true]);
    const open = await findBlock(other, 'Never').open({});
    const pending = open.execute(stepInput(), silentPass, new AbortController().signal);
    const [ended] = await Promise.allSettled([pending, other[Symbol.asyncDispose]()]);
    expect(ended).toMatchObject({ reason: { code: 'hosts_closed' } });
    await vi.waitFor(
      () => expect([isRunning(pids.host), isRunning(pids.child)]).toEqual([false, false]),
      SOON,
    );
  });
});
