import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { startEventServer, type EventServer } from '../harness/start-event-server.ts';
import { quantile } from '../harness/statistics.ts';
import { createTemporaryDirectory } from '../harness/temporary-directory.ts';
import {
  expectEqual,
  expectNone,
  type Drill,
  type DrillOptions,
  type DrillResult,
} from './drill.ts';

const READERS = 1_000;
/** Of 200; one more reads. */
const ADMITTED = 199;
const PER_ADDRESS = 20;
const PER_SECOND = 2_000;
const MOST_GROWTH_MB = 150;
const MB = 1024 ** 2;

/** A thousand clients ask for events and never read them, while 2,000 events come each second. */
export const stalledReaders: Drill = { name: 'stalled-readers', run };

async function run({ isLong }: DrillOptions): Promise<DrillResult> {
  await using directory = await createTemporaryDirectory();
  await using server = await startEventServer(directory.path);
  const before = await warmUp(server);
  await using reader = readIds(server);
  const answers = new Map<Socket, string>();
  for (let at = 0; at < READERS; at += 1) {
    const socket = await ask(server.port, `127.0.0.${2 + Math.floor(at / PER_ADDRESS)}`);
    answers.set(socket, String(socket.read(12) ?? ''));
  }
  const { latencies, most } = await watch(server, isLong ? 60 : 10);
  const { emitted } = await server.ask(0);
  const counted = countBy([...answers.values()]);
  for (const socket of answers.keys()) socket.destroy();
  await reader.hears(emitted);
  const growthMb = round((most - before) / MB);
  return {
    figures: ['R17'],
    checks: [
      expectEqual(`${ADMITTED} clients are admitted, all others are 503`, counted, {
        'HTTP/1.1 200': ADMITTED,
        'HTTP/1.1 503': READERS - ADMITTED,
      }),
      expectNone(
        `memory grows by ${MOST_GROWTH_MB} MB at most`,
        growthMb > MOST_GROWTH_MB ? [{ growthMb }] : [],
      ),
      expectNone('one that reads hears every event, once and in order', reader.gaps),
      expectEqual('when they are gone, others are admitted', await admits(server), true),
    ],
    numbers: {
      readers: READERS,
      admitted: counted['HTTP/1.1 200'],
      events_per_second: PER_SECOND,
      emitted,
      rss_before_mb: round(before / MB),
      rss_growth_mb: growthMb,
      requests: latencies.length,
      api_ms: { p50: round(quantile(latencies, 0.5)), p99: round(quantile(latencies, 0.99)) },
      api_target_p99_ms: 100,
    },
  };
}

/** Events and requests before there are readers, so that growth is not what any server grows by. */
async function warmUp(server: EventServer): Promise<number> {
  await server.ask(PER_SECOND);
  await watch(server, 3);
  return (await server.ask(PER_SECOND)).rss;
}

/** Asks the API again and again, and for the memory, for so many seconds. */
async function watch(
  server: EventServer,
  seconds: number,
): Promise<{ latencies: number[]; most: number }> {
  const latencies: number[] = [];
  let most = 0;
  const end = performance.now() + seconds * 1_000;
  while (performance.now() < end) {
    const start = performance.now();
    await (await fetch(`${server.url}/api/jobs`)).json();
    latencies.push(performance.now() - start);
    most = Math.max(most, (await server.ask(PER_SECOND)).rss);
    await sleep(10);
  }
  return { latencies, most };
}

/** Asks for events and reads nothing more than has come with the answer’s first bytes. */
async function ask(port: number, localAddress: string): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', localAddress });
  socket.on('error', () => undefined);
  socket.write(`GET /api/events HTTP/1.1\r\nHost: localhost:${port}\r\n\r\n`);
  await once(socket, 'readable');
  return socket;
}

/** Listens and reads; notes where an event does not follow the one before. */
function readIds(server: EventServer): AsyncDisposable & {
  gaps: unknown[];
  hears(number: number): Promise<void>;
} {
  const stop = new AbortController();
  const gaps: unknown[] = [];
  let last: number | undefined;
  const reading = (async () => {
    const { body } = await fetch(`${server.url}/api/events`, { signal: stop.signal });
    let text = '';
    for await (const chunk of body?.pipeThrough(new TextDecoderStream()) ?? []) {
      const frames = (text + chunk).split('\n\n');
      text = frames.pop() ?? '';
      for (const frame of frames) {
        const number = Number(/^id: \w+-(\d+)/m.exec(frame)?.[1]);
        if (Number.isNaN(number)) continue;
        if (last !== undefined && number !== last + 1) gaps.push({ last, number });
        last = number;
      }
    }
  })().catch(() => undefined);
  return {
    gaps,
    hears: async (number) => {
      while ((last ?? 0) < number) await sleep(5);
    },
    async [Symbol.asyncDispose]() {
      stop.abort();
      await reading;
    },
  };
}

async function admits(server: EventServer): Promise<boolean> {
  const socket = await ask(server.port, '127.0.0.2');
  const answer = String(socket.read(12) ?? '');
  socket.destroy();
  return answer === 'HTTP/1.1 200';
}

function countBy(values: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values.toSorted()) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
