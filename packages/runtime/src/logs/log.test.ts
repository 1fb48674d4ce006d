import { ModelError } from '@datagenflow/llm';
import { expect, test } from 'vitest';
import { createLog, type Log, type LogFormat } from './log.js';

function record(format: LogFormat = 'text'): { log: Log; text: () => string } {
  let text = '';
  const log = createLog({
    format,
    write: (lines) => (text += lines),
    scrub: (line) => line.replaceAll('hunter2', '[secret]'),
    clock: { date: () => new Date(2025, 9, 14, 10, 15, 32) },
  });
  return { log, text: () => text };
}

test('DEV-09: a line has time, level, trace id and message, as the guide shows', () => {
  const { log, text } = record();
  log('info', "Pipeline 'Data Gen' started (3 blocks)", { traceId: 'a1b2c3d4-0000-4000' });
  log('debug', 'Block 1/3: TextGenerator executing', { traceId: '7-12', state: { a: [1] } });
  log('warn', 'No trace');
  expect(text().split('\n')).toEqual([
    "2025-10-14 10:15:32 [INFO] [a1b2c3d4] Pipeline 'Data Gen' started (3 blocks)",
    '2025-10-14 10:15:32 [DEBUG] [7-12] Block 1/3: TextGenerator executing {"a":[1]}',
    '2025-10-14 10:15:32 [WARN] No trace',
    '',
  ]);
});

test('row 42: secrets are nowhere in it, state ends at 4 KB', () => {
  const { log, text } = record();
  const error = new Error('hunter2', { cause: new Error('because of hunter2') });
  log('error', 'hunter2', { state: { key: 'hunter2', long: 'x'.repeat(10_000) }, error });
  expect(text()).not.toContain('hunter2');
  expect(text()).toContain('    Error: because of [secret]\n');
  expect(text().split('\n')[0]?.length).toBeLessThan(4_200);
});

test('a message can’t pass for another line', () => {
  const { log, text } = record();
  const forged = '2025-10-14 10:15:33 [INFO] all is well';
  log('info', `a\r\n${forged}`, { error: new Error(`b\n${forged}`) });
  expect(text().split('\n')[0]).toContain(String.raw`a\r\n2025`);
  expect(
    text()
      .split('\n')
      .filter((line) => line.startsWith('2025')),
  ).toHaveLength(1);
});

test('as JSON an entry is one object on one line, with the whole trace id and the error', () => {
  const { log, text } = record('json');
  const cause = new Error('no\nroute');
  const error = new ModelError('model_unreachable', 'It is away', { cause });
  log('info', 'Job started', { traceId: 'a1b2c3d4-0000-4000' });
  log('debug', 'a\nb "c"', { state: { a: [1] } });
  log('error', 'It failed', { error });
  log('warn', 'Odd', { error: 'text' });
  const lines = text().split('\n').slice(0, -1);
  const [started, stepped, failed, odd] = lines.map((line) => JSON.parse(line) as unknown);
  const time = new Date(2025, 9, 14, 10, 15, 32).toISOString();
  expect(started).toEqual({
    time,
    level: 'info',
    message: 'Job started',
    trace_id: 'a1b2c3d4-0000-4000',
  });
  expect(stepped).toEqual({ time, level: 'debug', message: 'a\nb "c"', state: '{"a":[1]}' });
  expect(failed).toMatchObject({ error: { message: 'It is away', code: 'model_unreachable' } });
  expect(failed).toMatchObject({ error: { stack: expect.stringContaining('Error: no\nroute') } });
  expect(odd).toMatchObject({ error: { message: 'text' } });
});

test('row 42: as JSON too, secrets are nowhere in it, state ends at 4 KB', () => {
  const { log, text } = record('json');
  const error = new Error('hunter2', { cause: new Error('because of hunter2') });
  const state = { hunter2: 'hunter2', long: '"'.repeat(10_000) };
  log('error', 'hunter2', { traceId: '7', state, error });
  expect(text()).not.toContain('hunter2');
  const entry = JSON.parse(text()) as { state: string };
  expect(entry).toMatchObject({ message: '[secret]', trace_id: '7' });
  expect(entry.state.length).toBeLessThan(4_200);
});
