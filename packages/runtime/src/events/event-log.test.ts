import type { Job } from '@datagenflow/contracts';
import { ManualClock } from '@datagenflow/contracts/testing/clock';
import { expect, test } from 'vitest';
import { EventBus } from './event-bus.js';
import { EventLog, type LoggedEvent } from './event-log.js';

function start() {
  const bus = new EventBus();
  const clock = new ManualClock();
  const log = new EventLog(bus, clock);
  const heard: LoggedEvent[] = [];
  log.subscribe((logged) => heard.push(logged));
  return { bus, clock, log, heard };
}

const started = (job_id: number) => ({ type: 'job:started', job_id, pipeline_id: 1 }) as const;
const ended = (job_id: number, status: 'generated' | 'failed') =>
  ({ type: 'execution:finished', job_id, execution_id: 1, status }) as const;

test('row 51: ends of executions are told together per job, and before the end of the job', async () => {
  const { bus, clock, heard } = start();
  for (let i = 0; i < 1_000; i += 1) bus.emit(ended(1 + (i % 2), i < 900 ? 'generated' : 'failed'));
  expect(heard).toEqual([]);
  await clock.advance(100);
  expect(heard.map(({ event }) => event)).toEqual([
    { type: 'execution:finished', job_id: 1, counts: { generated: 450, failed: 50 } },
    { type: 'execution:finished', job_id: 2, counts: { generated: 450, failed: 50 } },
  ]);
  bus.emit(ended(1, 'failed'));
  bus.emit({ type: 'job:finished', job: { id: 1 } as Job });
  expect(heard.slice(2).map(({ event }) => event.type)).toEqual([
    'execution:finished',
    'job:finished',
  ]);
  await clock.advance(100);
  expect(heard).toHaveLength(4);
});

test('gives what came after an id, and nothing for one that is not known any more', () => {
  const { bus, log, heard } = start();
  const first = log.lastId;
  expect(log.since(first)).toEqual([]);
  for (let i = 1; i <= 1_000; i += 1) bus.emit(started(i));
  expect(log.since(first)).toEqual(heard);
  expect(log.since(heard[989]?.id ?? '')).toEqual(heard.slice(990));
  expect(log.since(log.lastId)).toEqual([]);
  bus.emit(started(1_001));
  expect(log.since(first)).toBeUndefined();
  expect(log.since(heard[0]?.id ?? '')).toHaveLength(1_000);
  const [boot] = log.lastId.split('-');
  for (const id of ['', 'x', `${boot}-1002`, `${boot}--1`, `${boot}-`, `${boot}-1.5`, 'other-5']) {
    expect({ id, since: log.since(id) }).toEqual({ id, since: undefined });
  }
});

test('two logs do not know the ids of each other', () => {
  const [one, other] = [start(), start()];
  expect(other.log.since(one.log.lastId)).toBeUndefined();
});

test('when it is closed nothing is told or waited for any more', async () => {
  const { bus, clock, log, heard } = start();
  bus.emit(ended(1, 'generated'));
  log[Symbol.dispose]();
  await clock.advance(1_000);
  bus.emit(started(1));
  expect(heard).toEqual([]);
  expect(clock.nextIn()).toBeUndefined();
});
