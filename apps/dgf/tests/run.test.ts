import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ExportedRecord, Job } from '@datagenflow/contracts';
import { createWorkspace, type Workspace } from './support/dgf.js';
import { startCommands } from './support/start-commands.js';

const commands = startCommands();
afterAll(() => commands[Symbol.asyncDispose]());

let work: Workspace;
beforeEach(async () => {
  work = await createWorkspace({ commands });
});
afterEach(() => work[Symbol.asyncDispose]());

const seeds = (count: number, repetitions = 1) =>
  Array.from({ length: count }, (_, i) => ({
    repetitions,
    metadata: { content: `Nachricht ${i} über 銀行 🌞` },
  }));

async function readRecords(file: string): Promise<ExportedRecord[]> {
  const text = await readFile(join(work.path, file), 'utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as ExportedRecord);
}

describe('dgf run', () => {
  test('1,000 seeds three times give 3,000 records, every one accounted for', async () => {
    await work.write('seeds.json', seeds(1_000, 3));
    const { code, stdout, stderr } = await work.run([
      'run',
      'text_classification',
      'seeds.json',
      '-o',
      'out.jsonl',
    ]);
    expect(stderr).toContain('Job 1 completed · 3,000 records · 0 failed · 0 filtered');
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    const records = await readRecords('out.jsonl');
    const counts = new Map<unknown, number>();
    for (const { metadata } of records) {
      counts.set(metadata.content, (counts.get(metadata.content) ?? 0) + 1);
    }
    expect(records).toHaveLength(3_000);
    expect(counts.size).toBe(1_000);
    expect([...counts.values()].every((count) => count === 3)).toBe(true);
    expect(counts.has('Nachricht 999 über 銀行 🌞')).toBe(true);
  });

  test('Ctrl-C stops cleanly, and --resume goes on without losing or repeating anything', async () => {
    await work.write('seeds.json', seeds(2_000));
    const args = [
      'run',
      'text_classification',
      'seeds.json',
      '-o',
      'out.jsonl',
      '--concurrency',
      '2',
    ];
    const running = work.start(args);
    await running.says('Job 1 runs in');
    running.child.kill('SIGINT');
    const stopped = await running.ended;
    expect(stopped.code).toBe(130);
    expect(stopped.stderr).toContain('dgf run --resume 1 -o out.jsonl');
    expect(await readdir(work.path)).not.toContain('out.jsonl');

    const faster = ['--concurrency', '64', '--max-cost', '9.5', '--json'];
    const resumed = await work.runWarm(['run', '--resume', '1', '-o', 'out.jsonl', ...faster]);
    expect(resumed.code).toBe(0);
    expect((JSON.parse(resumed.stdout) as Job).options).toEqual({
      concurrency: 64,
      constraints: { max_total_cost: 9.5 },
    });
    const records = await readRecords('out.jsonl');
    expect(records).toHaveLength(2_000);
    expect(new Set(records.map(({ metadata }) => metadata.content)).size).toBe(2_000);
  });

  /** Ends a job by signals while another process keeps its database. */
  async function stopHeld(
    signals: NodeJS.Signals[],
  ): Promise<{ code: number | null; said: string }> {
    await work.write('seeds.json', seeds(2_000));
    const running = work.start(['run', 'text_classification', 'seeds.json', '-c', '2']);
    await running.says('Job 1 runs in');
    const holder = new DatabaseSync(join(work.path, 'data', 'datagenflow.db'), { timeout: 30_000 });
    holder.exec('begin immediate');
    for (const signal of signals) running.child.kill(signal);
    const { code, stderr } = await running.ended;
    holder.close();
    return { code, said: stderr };
  }

  test('Ctrl-C stops cleanly even while another process holds the database', async () => {
    const { code, said } = await stopHeld(['SIGINT']);
    expect(said).toContain('dgf run --resume 1');
    expect(code).toBe(130);
  });

  test('Ctrl-C, then SIGTERM, ends the process at once, whatever it waits for', async () => {
    const { code, said } = await stopHeld(['SIGINT', 'SIGTERM']);
    expect(said).not.toContain('--resume');
    expect(code).toBe(130);
  });

  test('kill -9 loses nothing that has ended', async () => {
    await work.write('seeds.json', seeds(1_500));
    const running = work.start(['run', 'text_classification', 'seeds.json']);
    await running.says('Job 1 runs in');
    running.child.kill('SIGKILL');
    await running.ended;
    const resumed = await work.runWarm(['run', '--resume', '1', '-o', 'out.jsonl']);
    expect(resumed).toMatchObject({ code: 0 });
    const records = await readRecords('out.jsonl');
    expect(new Set(records.map(({ metadata }) => metadata.content)).size).toBe(1_500);
    expect(records).toHaveLength(1_500);
  });

  test('a CSV file runs; what it skips is told', async () => {
    await work.write('seeds.csv', 'content,repetitions\n"a, b",2\nc,-1\nd,e,f\n');
    const args = ['run', 'text_classification', 'seeds.csv', '-o', 'out.jsonl'];
    const refused = await work.runWarm(args);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain("Seed 2 has 'repetitions' that is not a whole number");
    const { code, stderr } = await work.runWarm([...args, '--skip-bad-seeds']);
    expect(code).toBe(0);
    expect(stderr).toContain('Line 4 has 3 cells, but the header has 2. It was skipped.');
    const records = await readRecords('out.jsonl');
    expect(records.map(({ metadata }) => metadata)).toEqual([
      { content: 'a, b' },
      { content: 'a, b' },
    ]);
  });

  test('a bad line far down fails the job with its number, exit code 1', async () => {
    const lines = seeds(150).map((seed) => JSON.stringify(seed));
    await work.write('seeds.jsonl', [...lines, '{"metadata":'].join('\n'));
    const { code, stderr } = await work.runWarm(['run', 'text_classification', 'seeds.jsonl']);
    expect(code).toBe(1);
    expect(stderr).toContain('✗ Line 151 is not JSON (column 13)');
  });

  test('a wrong setting exits 78 with its name', async () => {
    await work.write('seeds.json', seeds(1));
    await work.write('.env', 'MAX_IN_FLIGHT=many\n');
    const { code, stderr } = await work.runWarm(['run', 'text_classification', 'seeds.json']);
    expect(code).toBe(78);
    expect(stderr).toContain('MAX_IN_FLIGHT');
  });

  test('--json gives the job, and errors as JSON', async () => {
    await work.write('seeds.json', seeds(2));
    const good = await work.runWarm(['run', 'text_classification', 'seeds.json', '--json']);
    expect(JSON.parse(good.stdout) as Job).toMatchObject({
      id: 1,
      status: 'completed',
      records_generated: 2,
    });
    const bad = await work.runWarm(['run', 'nothing', 'seeds.json', '--json']);
    expect(JSON.parse(bad.stdout)).toMatchObject({ code: 'template_not_found' });
    expect(bad.code).toBe(1);
    const typo = await work.runWarm(['run', '--limit', 'all', '--json']);
    const error = expect.stringContaining('--limit') as string;
    expect(JSON.parse(typo.stdout)).toEqual({ error, code: 'usage', detail: {} });
    expect(typo.code).toBe(2);
  });

  test('-o - writes records to stdout and everything else to stderr; --ephemeral keeps nothing', async () => {
    await work.write('seeds.json', seeds(3));
    const args = [
      'run',
      'text_classification',
      'seeds.json',
      '-o',
      '-',
      '--ephemeral',
      '--limit',
      '2',
    ];
    const { code, stdout } = await work.runWarm(args);
    expect(code).toBe(0);
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as object),
    ).toHaveLength(2);
    expect(await readdir(work.path)).not.toContain('data');
  });

  test('the same template is stored once, however often it runs', async () => {
    await work.write('seeds.json', seeds(1));
    await work.runWarm(['run', 'text_classification', 'seeds.json']);
    await work.write(
      'flow.yaml',
      'name: Flow\nblocks:\n  - type: JSONValidatorBlock\n    config: { field_name: content }\n',
    );
    await work.runWarm(['run', 'flow.yaml', 'seeds.json']);
    const again = await work.runWarm(['run', 'flow.yaml', 'seeds.json', '--json']);
    expect(JSON.parse(again.stdout) as Job).toMatchObject({ id: 3, pipeline_id: 2 });
  });
});

describe('a server that is up', () => {
  test('prints where it is, runs jobs of dgf run, and gives the directory back when stopped', async () => {
    await work.write('seeds.json', seeds(50));
    const server = work.start(['start', '--port', '0']);
    const text = await server.says('Ctrl-C');
    expect(text).toMatch(/Open +http:\/\/localhost:\d+/);
    expect(text).toContain('demo — not an AI');
    expect(text).toContain(join(work.path, 'data'));

    const run = await work.runWarm(['run', 'text_classification', 'seeds.json', '-o', 'out.jsonl']);
    expect(run.stderr).toContain('Job 1 runs in http://localhost:');
    expect(run.code).toBe(0);
    expect(await readRecords('out.jsonl')).toHaveLength(50);
    const second = await work.runWarm(['start', '--port', '0']);
    expect(second.code).toBe(75);
    expect(second.stderr).toContain(String(server.child.pid));

    server.child.kill('SIGTERM');
    expect((await server.ended).code).toBe(0);
    expect((await work.runWarm(['run', '--resume', '1', '-o', 'again.jsonl'])).code).toBe(0);
  });
});

describe('dgf --help', () => {
  test.each([
    [['--help'], 'COMMANDS'],
    [['run', '--help'], 'EXAMPLES'],
    [['start', '--help'], 'EXAMPLES'],
  ])('%j', async (args, section) => {
    const { code, stdout } = await work.runWarm(args);
    expect(code).toBe(0);
    expect(stdout).toContain('USAGE');
    expect(stdout).toContain(section);
  });
});

describe('what dgf run refuses', () => {
  let shared: Workspace;
  beforeAll(async () => {
    shared = await createWorkspace({ commands });
  });
  afterAll(() => shared[Symbol.asyncDispose]());

  test.each([
    ['a broken JSON file', '[{"metadata": {"content": }}]', 'line 1, column 27'],
    ['a seed without metadata', '[{"metadata":{"content":"a"}},{"content":"b"}]', 'Seed 2 '],
    [
      'a seed that lacks a field',
      '[{"metadata":{"text":"b"}}]',
      "needs 'content', which seed 1 does not have",
    ],
    ['an empty file', '', 'line 1, column 1'],
  ])('%s: a clear error, exit code 1, nothing stored', async (_name, text, message) => {
    await shared.write('seeds.json', text);
    const { code, stderr } = await shared.runWarm([
      'run',
      'text_classification',
      'seeds.json',
      '-o',
      'out.jsonl',
    ]);
    expect(code).toBe(1);
    expect(stderr).toContain(message);
    expect(await readdir(shared.path)).not.toContain('out.jsonl');
    expect(await readdir(join(shared.path, 'data', 'uploads'))).toEqual([]);
  });

  test('an unknown block: its nearest name', async () => {
    await shared.write('flow.yaml', 'name: Flow\nblocks:\n  - type: StructuredGeneratr\n');
    await shared.write('seeds.json', seeds(1));
    const { code, stderr } = await shared.runWarm(['run', 'flow.yaml', 'seeds.json']);
    expect(code).toBe(1);
    expect(stderr).toContain(
      "Block 'StructuredGeneratr' not found. Did you mean StructuredGenerator?",
    );
  });

  test('an unknown template: its nearest name', async () => {
    await shared.write('seeds.json', seeds(1));
    const { code, stderr } = await shared.runWarm(['run', 'text_clasification', 'seeds.json']);
    expect(code).toBe(1);
    expect(stderr).toContain('Did you mean text_classification?');
  });

  test.each([
    [['run', 'text_classification'], 2, 'PIPELINE SEEDS'],
    [['run', 'flow.yaml', 'seeds.json', '--set', 'x'], 2, 'STEP.KEY=VALUE'],
    [['run', 'text_classification', 'nothing.json'], 1, 'no file nothing.json. Check the path'],
    [['run', 'broken.yaml', 'seeds.json'], 1, 'broken.yaml:3:5: blocks/0/typ: unknown key'],
    [['run', 'nothing.yaml', 'seeds.json'], 1, 'no file'],
    [['run', '--nothing'], 2, 'Nonexistent flag'],
    [['run', '77', 'seeds.json'], 1, 'no pipeline 77'],
    [['run', '--resume', '77'], 1, 'no job 77'],
    [
      ['run', '--resume', '1', 'flow.yaml', '--limit', '2', '--set', 'a.b=1'],
      2,
      'PIPELINE, --limit, --set',
    ],
    [['run', '--resume', '1', '--ephemeral'], 2, '--ephemeral'],
    [['run', 'flow.yaml', 'seeds.json', '--max-executions', '3'], 2, '--target'],
    [['run', 'flow.yaml', 'seeds.json', '--max-cost', 'much'], 2, '--max-cost'],
    [['nothing'], 2, 'not found'],
  ])('dgf %j exits %i', async (args, code, message) => {
    await shared.write('seeds.json', seeds(1));
    await shared.write('broken.yaml', 'name: Broken\nblocks:\n  - typ: A\n');
    const ended = await shared.runWarm(args);
    expect(ended.stderr).toContain(message);
    expect(ended.code).toBe(code);
  });
});
