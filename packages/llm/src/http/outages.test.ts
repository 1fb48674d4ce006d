import { createServer } from 'node:net';
import type { AddressInfo, LookupFunction } from 'node:net';
import { expect, test } from 'vitest';
import { startClient } from '../testing/start-client.js';

const ask = { messages: [{ role: 'user' as const, content: 'x' }] };

/** A resolver that fails like this until it is repaired. */
function brokenLookup(code: string) {
  let isBroken = true;
  const lookup: LookupFunction = (_hostname, options, callback) => {
    if (isBroken) callback(Object.assign(new Error(`getaddrinfo ${code}`), { code }), '');
    else if (options.all === true) callback(null, [{ address: '127.0.0.1', family: 4 }]);
    else callback(null, '127.0.0.1', 4);
  };
  return { lookup, repair: () => (isBroken = false) };
}

test.each(['ENOTFOUND', 'EAI_AGAIN', 'ESERVFAIL'])(
  'row 62: a name that can’t be resolved (%s) is provider_down, and goes on when it can',
  async (code) => {
    const { lookup, repair } = brokenLookup(code);
    await using started = await startClient({}, {}, { lookup });
    started.model.endpoint = started.provider.url.replace('127.0.0.1', 'models.test');
    const chat = () => started.run(started.client.chat(ask, started.context));
    await expect(chat()).rejects.toMatchObject({ code: 'provider_down' });
    await expect(chat()).rejects.toThrow(code);
    repair();
    await started.clock.advance(10_000);
    await expect(chat()).resolves.toMatchObject({ finish_reason: 'stop' });
  },
);

test('row 62: a TLS error is provider_down', async () => {
  await using started = await startClient();
  started.model.endpoint = started.provider.url.replace('http:', 'https:');
  const chat = started.run(started.client.chat(ask, started.context));
  await expect(chat).rejects.toMatchObject({ code: 'provider_down' });
  expect(started.provider.counters.requests).toBe(0);
});

test('row 62: a connection that ends during the TLS handshake is provider_down', async () => {
  const server = createServer((socket) => socket.once('data', () => socket.destroy()));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  await using started = await startClient();
  started.model.endpoint = `https://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  const chat = started.run(started.client.chat(ask, started.context));
  await expect(chat).rejects.toMatchObject({ code: 'provider_down' });
  await new Promise((done) => server.close(done));
});

test('row 62: one request that breaks its connection is not taken for an outage', async () => {
  await using started = await startClient({
    fault: (_request, body) =>
      JSON.stringify(body).includes('poison') ? { kind: 'reset' } : undefined,
  });
  const poison = { messages: [{ role: 'user' as const, content: 'poison' }] };
  const chat = started.run(started.client.chat(poison, started.context));
  await expect(chat).rejects.toMatchObject({ code: 'model_unreachable' });
  expect(started.client.circuit(1)?.state).toBe('closed');
});
