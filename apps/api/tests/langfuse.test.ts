import { expect, test } from 'vitest';
import { startTestServer } from './support/test-server.js';

test('the status of Langfuse tells the host and no key', async () => {
  await using bare = await startTestServer();
  expect(await (await bare.get('/api/langfuse/status')).json()).toEqual({
    enabled: false,
    host: null,
  });
  await using server = await startTestServer({
    LANGFUSE_HOST: 'https://langfuse.test/',
    LANGFUSE_PUBLIC_KEY: 'pk-lf-status',
    LANGFUSE_SECRET_KEY: 'sk-lf-status',
  });
  const text = await (await server.get('/api/langfuse/status')).text();
  expect(JSON.parse(text)).toEqual({ enabled: true, host: 'https://langfuse.test' });
  expect(text).not.toContain('lf-status');
});
