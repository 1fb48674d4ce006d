import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createWorkspace } from './support/dgf.js';
import { findGenerated, Inspector, sourceMapOf } from './support/inspector.js';

const BLOCK = `import { BaseBlock, block, type BlockContext } from '@datagenflow/block-sdk';

interface Greeting {
  greeting: string;
}

export const Greeter = block(
  class extends BaseBlock.define({
    name: 'Greeter', description: 'Greets', inputs: ['name'], outputs: ['greeting'],
  }) {
    override async execute(context: BlockContext) {
      const name: string = context.get('name', 'nobody');
      const result: Greeting = { greeting: 'Hello ' + name };
      return { ...result };
    }
  },
);
`;
/** Counted from 0. */
const LINE = BLOCK.split('\n').findIndex((line) => line.includes('const result'));

test('DEV-10: a breakpoint in a user block stops dgf debug at its line; nothing is stored', async () => {
  await using work = await createWorkspace();
  await work.write('user_blocks/greeter.ts', BLOCK);
  await work.write('flow.yaml', 'name: Flow\nblocks:\n  - type: Greeter\n');
  await work.write('seeds.json', [{ metadata: { name: 'Ada' } }, { metadata: { name: 'Grace' } }]);
  await work.runWarm(['jobs', 'list']);
  const database = join(work.path, 'data', 'datagenflow.db');
  const hash = async () =>
    createHash('sha256')
      .update(await readFile(database))
      .digest('hex');
  const before = await hash();
  const builds = join(work.path, 'data', 'extensions', 'build');
  const [build = ''] = await readdir(builds);
  const script = await readFile(join(builds, build), 'utf8');

  const args = ['debug', 'flow.yaml', '--seed', 'seeds.json', '--index', '2'];
  const debug = work.start(args, { NODE_OPTIONS: '--inspect-brk=127.0.0.1:0' });
  const [url = ''] = /ws:\/\/\S+/.exec(await debug.says('For help, see')) ?? [];
  using inspector = await Inspector.attach(url);
  const place = { urlRegex: `/${build}$`, ...findGenerated(script, LINE) };
  await inspector.send('Debugger.setBreakpointByUrl', place);
  await inspector.send('Runtime.runIfWaitingForDebugger');
  await inspector.paused();
  await inspector.resume();

  const { hitBreakpoints, callFrames } = await inspector.paused();
  const [frame] = callFrames;
  const { lineNumber = 0, columnNumber = 0 } = frame?.location ?? {};
  expect(hitBreakpoints).toHaveLength(1);
  expect(sourceMapOf(script).findEntry(lineNumber, columnNumber)).toMatchObject({
    originalSource: expect.stringMatching(/user_blocks\/greeter\.ts$/) as string,
    originalLine: LINE,
  });
  const seen = await inspector.send('Debugger.evaluateOnCallFrame', {
    callFrameId: frame?.callFrameId,
    expression: '[name, this.config, context.get("name")]',
    returnByValue: true,
  });
  expect(seen['result']).toMatchObject({ value: ['Grace', {}, 'Grace'] });

  await inspector.resume();
  await debug.says('Hello Grace');
  inspector[Symbol.dispose]();
  const { code, stdout } = await debug.ended;
  expect([code, stdout]).toEqual([0, expect.stringContaining('"greeting": "Hello Grace"')]);
  expect(await hash()).toBe(before);
});

test('dgf debug takes seeds of MAX_SEED_BYTES at most, as jobs do', async () => {
  await using work = await createWorkspace();
  await work.write('user_blocks/greeter.ts', BLOCK);
  await work.write('flow.yaml', 'name: Flow\nblocks:\n  - type: Greeter\n');
  await work.write('seeds.json', [{ metadata: { name: 'x'.repeat(1_000) } }]);
  const debug = (limit: string) =>
    work.runWarm(['debug', 'flow.yaml', '--seed', 'seeds.json'], { MAX_SEED_BYTES: limit });
  expect(await debug('1000')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('raise MAX_SEED_BYTES') as string,
  });
  expect(await debug('2000')).toMatchObject({ code: 0 });
});
