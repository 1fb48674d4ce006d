import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemClock } from '@datagenflow/contracts';
import { createFakeProvider } from '@datagenflow/llm/testing';
import { expect, test } from 'vitest';
import { discoverModels } from '../src/index.js';

const { signal } = new AbortController();
const clock = systemClock;

test('programs that offer models are found with the names of these', async () => {
  await using ollama = await createFakeProvider({ models: ['llama3.2', 'a-small-one'] });
  const places = [
    { provider: 'ollama', endpoint: ollama.url },
    { provider: 'lmstudio', endpoint: 'http://127.0.0.1:1/v1' },
  ];
  expect(await discoverModels({ clock }, signal, places)).toEqual([
    {
      provider: 'ollama',
      title: 'Ollama',
      endpoint: ollama.url,
      models: ['a-small-one', 'llama3.2'],
    },
  ]);
  expect(ollama.requests.map(({ path }) => path)).toEqual(['/v1/models']);
});

test('a program that speaks something else, or never answers, is none of them', async () => {
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/other') === true) response.end('<html>Hello</html>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const places = ['other', 'silent'].map((path) => ({
    provider: 'lmstudio',
    endpoint: `http://127.0.0.1:${port}/${path}`,
  }));
  expect(await discoverModels({ clock }, signal, places)).toEqual([]);
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

test('nothing is found for who is gone', async () => {
  await using ollama = await createFakeProvider();
  const gone = AbortSignal.abort(new Error('gone'));
  const places = [{ provider: 'ollama', endpoint: ollama.url }];
  await expect(discoverModels({ clock }, gone, places)).rejects.toThrow('gone');
});
