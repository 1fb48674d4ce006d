import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ExportedRecord, Job } from '@datagenflow/contracts';
import { createWorkspace, type Workspace } from './support/dgf.js';
import { startCommands } from './support/start-commands.js';

const commands = startCommands();
afterAll(() => commands[Symbol.asyncDispose]());

const blocks = `import { BaseBlock, block } from '@datagenflow/block-sdk';

export const Rolling = block(class extends BaseBlock.define({
  name: 'Rolling', description: 'Rolls a die', inputs: [], outputs: ['roll'],
}) {
  async execute(context) {
    return { roll: context.random.int(1, 6) };
  }
});

export const Odd = block(class extends BaseBlock.define({
  name: 'Odd', description: 'Keeps odd rolls', inputs: ['roll'], outputs: [],
}) {
  async execute(context) {
    if (context.get('roll', 0) % 2 === 0) context.drop('even');
    return {};
  }
});

export const Counted = block(class extends BaseBlock.define({
  name: 'Counted', description: 'Keeps three records of each roll, and counts them',
  inputs: ['roll'], outputs: ['count'], scope: 'job',
}) {
  async *finish(records) {
    const counts = new Map();
    for await (const { record_id, fields } of records) {
      const count = (counts.get(fields.roll) ?? 0) + 1;
      counts.set(fields.roll, count);
      yield count > 3 ? { record_id, drop: 'enough of it' } : { record_id, fields: { count } };
    }
  }
});
`;

const slowBlock = `import { access, appendFile } from 'node:fs/promises';
import { BaseBlock, block } from '@datagenflow/block-sdk';

const exists = (file) => access(file).then(() => true, () => false);

export const Slow = block(class extends BaseBlock.define({
  name: 'Slow', description: 'Asks about each record, and waits in the middle until it may go on',
  inputs: ['roll'], outputs: ['comment'], scope: 'job',
}) {
  async *finish(records, context) {
    for await (const { record_id, seed_index, repetition, fields } of records) {
      if (seed_index === 1 && repetition === 5) {
        await appendFile('WAITING', 'x');
        while (!(await exists('GO'))) await new Promise((done) => setTimeout(done, 20));
      }
      const content = 'Comment on ' + fields.roll;
      const { text } = await context.llm.chat({ messages: [{ role: 'user', content }] });
      yield { record_id, fields: { comment: text }, ...(fields.roll === 6 && { drop: 'a six' }) };
    }
  }
});
`;

let work: Workspace;
beforeEach(async () => {
  work = await createWorkspace({ commands });
  await work.write('user_blocks/dice.ts', blocks);
  await work.write('flow.yaml', 'name: Dice\nblocks:\n  - type: Rolling\n  - type: Counted\n');
  await work.write('odd.yaml', 'name: Odd\nblocks:\n  - type: Rolling\n  - type: Odd\n');
  await work.write('seeds.json', [
    { repetitions: 50, metadata: { player: 'Ada' } },
    { repetitions: 50, metadata: { player: 'Bo' } },
  ]);
});
afterEach(() => work[Symbol.asyncDispose]());

async function readRecords(): Promise<ExportedRecord[]> {
  const text = await readFile(join(work.path, 'out.jsonl'), 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as ExportedRecord);
}

describe('dgf run', () => {
  test('runs a job-wide block of a user over all records', async () => {
    const ended = await work.runWarm(['run', 'flow.yaml', 'seeds.json', '-o', 'out.jsonl']);
    expect(ended.stderr).toContain('Job 1 completed · 18 records · 0 failed · 82 filtered');
    expect(ended.code).toBe(0);
    const states = (await readRecords()).map(({ accumulated_state }) => accumulated_state);
    const expected = [1, 2, 3, 4, 5, 6].flatMap((roll) =>
      [1, 2, 3].map((count) => `${roll}/${count}`),
    );
    const found = states.map(({ roll, count }) => `${Number(roll)}/${Number(count)}`);
    expect(found.toSorted()).toEqual(expected);
  });

  test('kill -9 in a job-wide step: --resume buys nothing again and drops nothing else', async () => {
    const slow = slowBlock
      .replaceAll("'WAITING'", JSON.stringify(join(work.path, 'waiting')))
      .replaceAll("'GO'", JSON.stringify(join(work.path, 'go')));
    await work.write('user_blocks/slow.ts', slow);
    await work.write(
      'few.json',
      [0, 1].map((n) => ({ repetitions: 10, metadata: { n } })),
    );
    await work.write('slow.yaml', 'name: Slow\nblocks:\n  - type: Rolling\n  - type: Slow\n');
    const args = ['run', 'slow.yaml', 'few.json', '--random-seed', '9'];
    const running = work.start(args);
    while (!existsSync(join(work.path, 'waiting'))) await setTimeout(20);
    running.child.kill('SIGKILL');
    await running.ended;
    await work.write('go', '');
    const resumed = await work.runWarm(['run', '--resume', '1', '-o', 'out.jsonl', '--json']);
    expect(resumed.code).toBe(0);
    const killed = await readRecords();
    const job = JSON.parse(resumed.stdout) as Job;

    const undisturbed = await work.runWarm([...args, '-o', 'out.jsonl', '--json']);
    const same = await readRecords();
    const stateOf = ({ accumulated_state }: ExportedRecord) => JSON.stringify(accumulated_state);
    expect(killed.map(stateOf).toSorted()).toEqual(same.map(stateOf).toSorted());
    const other = JSON.parse(undisturbed.stdout) as Job;
    expect(job.usage).toEqual(other.usage);
    expect(job).toMatchObject({
      status: 'completed',
      records_generated: other.records_generated,
      records_filtered: other.records_filtered,
    });
  });

  test('--target ends with exactly so many records, the same at any concurrency', async () => {
    const kept = async (...concurrency: string[]): Promise<unknown> => {
      const flags = ['--target', '30', '--random-seed', '5', ...concurrency];
      const ended = await work.runWarm([
        'run',
        'odd.yaml',
        'seeds.json',
        '-o',
        'out.jsonl',
        ...flags,
      ]);
      expect(ended.stderr).toContain('completed · 30 records');
      return (await readRecords()).map(({ metadata, accumulated_state }) =>
        JSON.stringify([metadata, accumulated_state]),
      );
    };
    const one = (await kept('--concurrency', '1')) as string[];
    const many = (await kept('--concurrency', '64')) as string[];
    expect(many.toSorted()).toEqual(one.toSorted());
  });

  test('--max-executions stops it, and says what to do', async () => {
    const flags = ['--target', '30', '--max-executions', '10'];
    const ended = await work.runWarm(['run', 'odd.yaml', 'seeds.json', ...flags]);
    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain('max_executions reached');
  });
});
