import type { JsonObject } from '@datagenflow/contracts';
import { expect, test } from 'vitest';
import type { Fault } from '../testing/faults.js';
import { startClient } from '../testing/start-client.js';

const schema = { type: 'object', properties: { title: { type: 'string' } }, required: ['title'] };
const ask = { messages: [{ role: 'user' as const, content: 'Review the book.' }], schema };

const formatOf = (body: JsonObject): string =>
  (body['response_format'] as { type: string } | undefined)?.type ?? 'none';

test.each<[string, Fault]>([
  ['model_unreachable', { kind: 'reset' }],
  ['credentials', { kind: 'status', status: 401 }],
  ['rate_limited', { kind: 'status', status: 429 }],
])('row 62: %s after a refused format is told as it is', async (code, later) => {
  await using started = await startClient({
    formats: 'json_object',
    fault: (_request, body) => (formatOf(body) === 'json_object' ? later : undefined),
  });
  const generate = started.run(started.client.generate(ask, started.context));
  await expect(generate).rejects.toMatchObject({ code });
});

test('an endpoint that refuses every format is told of by the first refusal', async () => {
  await using started = await startClient({
    fault: (_request, body) => ({ kind: 'status', status: 400, message: `not ${formatOf(body)}` }),
  });
  const generate = started.run(started.client.generate(ask, started.context));
  await expect(generate).rejects.toMatchObject({
    code: 'request_rejected',
    detail: { provider_message: '400 not json_schema' },
  });
  expect(started.provider.counters.requests).toBe(3);
});
