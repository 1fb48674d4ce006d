import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createWorkspace, type Workspace } from './support/dgf.js';
import { startCommands } from './support/start-commands.js';

const commands = startCommands();
afterAll(() => commands[Symbol.asyncDispose]());

const KEY = 'sk-0123456789abcdefghijklmn';

const block = `import { BaseBlock, block } from '@datagenflow/block-sdk';
export const Greeter = block(class extends BaseBlock.define({
  name: 'Greeter', description: 'Greets', inputs: [], outputs: ['greeting'],
}) {
  async execute(context) {
    if (context.get('name') === 'nobody') throw new Error('nobody to greet, key ${KEY}');
    return { greeting: 'Hello ' + context.get('name') + ' ${KEY}' };
  }
});`;

const LINE = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \[(?:DEBUG|INFO|WARN|ERROR)\] \[[\w-]+\] /;

let work: Workspace;
beforeEach(async () => {
  work = await createWorkspace({ commands });
  await work.write('user_blocks/greeter.ts', block);
  await work.write('flow.yaml', 'name: Data Gen\nblocks:\n  - type: Greeter\n  - type: Greeter\n');
  await work.write('seeds.json', [{ metadata: { name: 'Ada' } }, { metadata: { name: 'nobody' } }]);
});
afterEach(() => work[Symbol.asyncDispose]());

function expectSteps(log: string): void {
  const lines = log.split('\n').filter((line) => LINE.test(line));
  const of = (text: string) => lines.filter((line) => line.includes(text));
  expect(
    of('[INFO] ').filter((line) => line.endsWith("Pipeline 'Data Gen' started (2 blocks)")),
  ).toHaveLength(2);
  expect(of('Block 1/2: Greeter executing {"name":"Ada"}')).toHaveLength(1);
  expect(of('Block 2/2: Greeter executing')).toHaveLength(1);
  expect(lines.filter((line) => /Greeter completed \(\d+\.\d{3}s\) \{/.test(line))).toHaveLength(2);
  expect(lines.filter((line) => /Greeter failed \(\d+\.\d{3}s\): /.test(line))).toHaveLength(1);
  expect(
    of('[INFO]').filter((line) => line.endsWith('Pipeline completed successfully')),
  ).toHaveLength(1);
  expect(of('[ERROR]')).toHaveLength(1);
  const [ended] = of('Pipeline completed successfully');
  const trace = /\[([\w-]+)\] Pipeline/.exec(ended ?? '')?.[1];
  expect(of(`[${trace}]`)).toHaveLength(6);
  expect(log).toMatch(/^ {4}at .*greeter\.ts:\d+/m);
  expect(log).toContain('"greeting":"Hello Ada [secret]"');
  expect(log).not.toContain(KEY);
}

describe('DEV-09: DEBUG=true', () => {
  test('dgf run logs each step with time, level, trace id and state', async () => {
    const ended = await work.run(['run', 'flow.yaml', 'seeds.json'], { DEBUG: 'true' });
    expectSteps(ended.stderr);
  });

  test('dgf start does so too', async () => {
    const server = work.start(['start', '--port', '0'], { DEBUG: 'true' });
    await server.says('Ctrl-C');
    await work.runWarm(['run', 'flow.yaml', 'seeds.json']);
    server.child.kill('SIGTERM');
    expectSteps((await server.ended).stderr);
  });

  test('LOG_FORMAT=json writes the same as one object on each line', async () => {
    const server = work.start(['start', '--port', '0'], { DEBUG: 'true', LOG_FORMAT: 'json' });
    await server.says('Ctrl-C');
    await work.runWarm(['run', 'flow.yaml', 'seeds.json']);
    server.child.kill('SIGTERM');
    const { stderr } = await server.ended;
    const entries = stderr
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const messages = entries.map(({ message }) => String(message));
    expect(messages).toContain("Job started: pipeline 'Data Gen', 2 executions");
    expect(messages).toContain("Pipeline 'Data Gen' started (2 blocks)");
    expect(entries).toContainEqual({
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      level: 'debug',
      message: 'Block 1/2: Greeter executing',
      trace_id: expect.stringMatching(/^\d+-\d+$/),
      state: '{"name":"Ada"}',
    });
    expect(entries).toContainEqual(
      expect.objectContaining({ message: 'Greeter threw', error: expect.anything() }),
    );
    expect(stderr).toContain('[secret]');
    expect(stderr).not.toContain(KEY);
  });

  test('without it only jobs are logged, by a server, and no state', async () => {
    const server = work.start(['start', '--port', '0']);
    await server.says('Ctrl-C');
    const run = await work.runWarm(['run', 'flow.yaml', 'seeds.json', '-o', 'out.jsonl']);
    server.child.kill('SIGTERM');
    const { stdout, stderr } = await server.ended;
    for (const text of [stdout, stderr, run.stderr]) {
      expect(text).not.toContain('Ada');
      expect(text).not.toContain('[DEBUG]');
    }
    expect(run.stderr).not.toContain('[INFO]');
    const [id] = /(?<=\[INFO\] \[)\d+/.exec(stderr) ?? [];
    expect(stderr.split('\n').filter((line) => line.includes('[INFO]'))).toEqual([
      expect.stringMatching(/\[INFO\] \[\d+\] Job started: pipeline 'Data Gen', 2 executions$/),
      expect.stringContaining(`[${id}] Job completed, 1 record, 1 failed, 0 filtered, 0 tokens`),
    ]);
  });
});
