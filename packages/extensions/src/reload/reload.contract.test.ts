import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { queryObjects } from 'node:v8';
import { expect, test, vi } from 'vitest';
import { HostLane } from '../pool/host-lane.js';
import { HostProcess } from '../pool/host-process.js';
import { OpenRequest } from '../pool/open-request.js';
import { isRunning } from '../testing/is-running.js';
import { findBlock, runBlock, silentPass, stepInput } from '../testing/run-block.js';
import { blockModule, createProject } from '../testing/temporary-project.js';

const LONG = { timeout: 30_000 };

const NEVER = new AbortController().signal;

const version = (n: number) => blockModule('Told', `return { n: ${n}, pid: process.pid };`);

/** Runs an open block once. */
async function run(open: Awaited<ReturnType<ReturnType<typeof findBlock>['open']>>) {
  const result = await open.execute(stepInput(), silentPass, NEVER);
  return (result as unknown as { output: { n: number; pid: number } }).output;
}

/** Objects of each class that are left when what is garbage is gone. */
function countAlive() {
  const count = (type: new (...args: never[]) => object) => queryObjects(type, { format: 'count' });
  return { hosts: count(HostProcess), lanes: count(HostLane), requests: count(OpenRequest) };
}

/* The first test of this file: another one's may still be on their way out while it counts. */
test('row 35: neither a host nor anything of it outlives the code it has loaded, however often that changes', async () => {
  const before = countAlive();
  await using project = await createProject({ 'told.ts': version(0) });
  await using loaded = await project.load();
  const pids = new Set<number>();
  for (let n = 1; n <= 4; n += 1) {
    await project.write({ 'user_blocks/told.ts': version(n) });
    await loaded.reload([join(project.blocksDir, 'told.ts')]);
    const { output } = (await runBlock(findBlock(loaded, 'Told'))) as unknown as {
      output: { n: number; pid: number };
    };
    expect(output.n).toBe(n);
    pids.add(output.pid);
  }
  expect(pids.size).toBe(4);
  await vi.waitFor(() => expect([...pids].filter(isRunning)).toHaveLength(1), LONG);
  const lanes = { inspection: 1, desk: 1, shared: 1, alone: 1, finishing: 1 };
  const alive = {
    hosts: before.hosts + lanes.desk + lanes.shared,
    lanes: before.lanes + Object.keys(lanes).length,
    requests: before.requests,
  };
  await vi.waitFor(() => expect(countAlive()).toEqual(alive), LONG);
});

test('what is open keeps its code and its host, which ends when it is closed', async () => {
  await using project = await createProject({ 'told.ts': version(1) });
  await using loaded = await project.load();
  const old = findBlock(loaded, 'Told');
  const open = await old.open({});
  const first = await run(open);
  await project.write({ 'user_blocks/told.ts': version(2) });
  expect(await loaded.reload()).toEqual([
    { file: 'told.ts', source: 'user', types: ['Told'], error: undefined },
  ]);
  expect(findBlock(loaded, 'Told').codeHash).not.toBe(old.codeHash);
  expect(await runBlock(findBlock(loaded, 'Told'))).toMatchObject({ output: { n: 2 } });
  expect(await run(open)).toEqual(first);

  await rm(join(project.blocksDir, 'told.ts'));
  await loaded.reload();
  expect(loaded.blocks).toEqual([]);
  expect(await run(open)).toEqual(first);
  await open[Symbol.asyncDispose]();
  await vi.waitFor(() => expect(isRunning(first.pid)).toBe(false), LONG);
});

test('only what a change concerns is loaded again, and a new file once it is named', async () => {
  await using project = await createProject({
    'counts.ts': blockModule('Counts', 'return {};', {
      top: `import { appendFileSync } from 'node:fs';
        appendFileSync(new URL('./loads.log', import.meta.url), 'x');`,
    }),
    'told.ts': version(1),
  });
  await using loaded = await project.load();
  const at = (name: string) => join(project.blocksDir, name);
  await project.write({
    'user_blocks/told.ts': version(2),
    'user_blocks/fresh.ts': blockModule('Fresh', 'return {};'),
  });
  const changes = await loaded.reload([at('told.ts')]);
  expect(changes.map(({ file }) => file)).toEqual(['told.ts']);
  expect(await loaded.reload([at('told.ts')])).toEqual([]);
  expect((await loaded.reload([at('fresh.ts')])).map(({ types }) => types)).toEqual([['Fresh']]);
  expect(await loaded.reload()).toEqual([]);
  expect(await readFile(at('loads.log'), 'utf8')).toBe('x');
});

test('EXT-27 a file that fails keeps the names of its blocks, and recovers', async () => {
  await using project = await createProject({ 'told.ts': version(1) });
  await using loaded = await project.load();
  const open = await findBlock(loaded, 'Told').open({});
  for (const text of ['export const x = ;', `throw new Error('no');`, 'process.exit(2);']) {
    await project.write({ 'user_blocks/told.ts': text });
    await loaded.reload();
    const { info } = findBlock(loaded, 'Told');
    expect(info).toMatchObject({ available: false, description: 'A block of a test' });
    expect(info.unavailable?.reason).toBe('failed_to_load');
    expect(await run(open)).toMatchObject({ n: 1 });
  }
  await project.write({ 'user_blocks/told.ts': version(3) });
  await loaded.reload();
  expect(findBlock(loaded, 'Told').info).toMatchObject({ available: true, error: null });
  expect(findBlock(loaded, 'Told').info.unavailable).toBeUndefined();
  await open[Symbol.asyncDispose]();
});

test('EXT-02 a custom block is one of its own source, beside a user block of the same name', async () => {
  await using project = await createProject({ 'told.ts': version(1) });
  await project.write({
    'custom/told.ts': version(2),
    'custom/other.ts': blockModule('Other', ''),
  });
  await using loaded = await project.load();
  expect(loaded.blocks.map(({ info }) => `${info.source} ${info.type}`).sort()).toEqual([
    'custom Other',
    'custom Told',
    'user Told',
  ]);
});

test('a class that can’t load for want of what it declares says so, from its source', async () => {
  await using project = await createProject({
    'needy.ts': blockModule('Needy', 'return {};', {
      definition: { dependencies: ['not-there@^1.0.0'] },
      top: `import create from 'not-there'; const made = create();`,
    }),
  });
  await using loaded = await project.load();
  expect(findBlock(loaded, 'Needy').info).toMatchObject({
    dependencies: ['not-there@^1.0.0'],
    unavailable: { reason: 'dependencies_missing', file: 'needy.ts', line: 2 },
  });
});
