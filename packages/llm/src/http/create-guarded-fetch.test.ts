import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo, LookupFunction } from 'node:net';
import { ManualClock } from '@datagenflow/contracts/testing/clock';
import { describe, expect, test } from 'vitest';
import { createGuardedFetch } from './create-guarded-fetch.js';

const METADATA = '169.254.169.254';
const blocked = { detail: { reason: 'blocked_address' } };

/** A server on 127.0.0.1 that counts who connects. */
async function serve(answer: RequestListener) {
  const server = createServer(answer);
  const seen = { connections: 0, requests: 0 };
  server.on('connection', () => (seen.connections += 1));
  server.on('request', () => (seen.requests += 1));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    seen,
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

/** Resolves every name to the next of these answers, again and again to the last. */
function resolveTo(...answers: string[][]) {
  const asked: string[] = [];
  const lookup: LookupFunction = (hostname, options, callback) => {
    const addresses = answers[Math.min(asked.length, answers.length - 1)] ?? [];
    asked.push(hostname);
    const found = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    if (options.all === true) callback(null, found);
    else callback(null, found[0]?.address ?? '', found[0]?.family ?? 4);
  };
  return { asked, fetch: createGuardedFetch(new ManualClock(), lookup) };
}

describe('row 47: createGuardedFetch', () => {
  test.each([
    [METADATA],
    ['127.0.0.1', METADATA],
    [METADATA, '127.0.0.1'],
    ['64:ff9b::a9fe:a9fe'],
    ['fe80::1'],
  ])('a name that resolves to %s %s is refused before anything connects', async (...found) => {
    await using server = await serve((_request, response) => response.end('{}'));
    const { asked, fetch } = resolveTo(found);
    const sent = fetch(`http://models.test:${server.port}/v1`);
    await expect(sent).rejects.toMatchObject({ cause: blocked });
    expect([asked, server.seen.connections]).toEqual([['models.test'], 0]);
  });

  test('a name is resolved once for each connection, and checked each time', async () => {
    await using server = await serve((_request, response) =>
      response.writeHead(200, { connection: 'close' }).end('fine'),
    );
    const { asked, fetch } = resolveTo(['127.0.0.1'], [METADATA]);
    const url = `http://rebinding.test:${server.port}/v1`;
    expect(await (await fetch(url)).text()).toBe('fine');
    expect([asked.length, server.seen.connections]).toEqual([1, 1]);
    await expect(fetch(url)).rejects.toMatchObject({ cause: blocked });
    expect([asked.length, server.seen.connections]).toEqual([2, 1]);
  });

  test('a redirect to another host is handed back, nothing is sent there', async () => {
    await using other = await serve((_request, response) => response.end('{}'));
    await using server = await serve((_request, response) =>
      response.writeHead(302, { location: `http://other.test:${other.port}/` }).end(),
    );
    const { asked, fetch } = resolveTo(['127.0.0.1']);
    const response = await fetch(`http://models.test:${server.port}/`, {
      headers: { authorization: 'Bearer secret' },
    });
    expect(response.status).toBe(302);
    expect([asked, server.seen.requests]).toEqual([['models.test'], 1]);
    expect(other.seen).toEqual({ connections: 0, requests: 0 });
  });

  test('an address is checked without asking for a name', async () => {
    const { asked, fetch } = resolveTo(['127.0.0.1']);
    await expect(fetch(`http://${METADATA}/latest`)).rejects.toMatchObject(blocked);
    expect(asked).toEqual([]);
  });
});
