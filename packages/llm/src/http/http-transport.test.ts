import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { Secret } from '../secret/secret.js';
import { createFakeProvider, type FakeOptions } from '../testing/fake-provider.js';
import type { Fault } from '../testing/faults.js';
import { CANARY, startClient } from '../testing/start-client.js';

const ask = { messages: [{ role: 'user' as const, content: 'Say something about the sea.' }] };

function faults(...list: (Fault | undefined)[]): Pick<FakeOptions, 'fault'> {
  return { fault: (request) => list[request] };
}

describe('a chat over HTTP', () => {
  test('sends what was asked and reads text, usage and cost', async () => {
    await using started = await startClient({ answer: () => 'The sea is wide.' });
    const request = { ...ask, temperature: 0.3, max_tokens: 50, seed: 7, stop: ['END'] };
    const result = await started.run(started.client.chat(request, started.context));
    expect(result).toEqual({
      text: 'The sea is wide.',
      finish_reason: 'stop',
      truncated: false,
      model: 'main',
      usage: { input_tokens: 7, output_tokens: 4, cached_tokens: 0 },
      cost: 15 / 1_000_000,
    });
    const [sent] = started.provider.requests;
    expect(sent?.path).toBe('/v1/chat/completions');
    expect(sent?.headers.authorization).toBe(`Bearer ${CANARY}`);
    expect(sent?.body).toEqual({ model: 'fake-large', ...request });
    expect(started.stored[0]?.call).toEqual({
      kind: 'chat',
      origin: started.provider.url.slice(0, -3),
      provider_model: 'fake-large',
      model: 'main',
      parameters: request,
    });
  });

  test('cuts a trailing /chat/completions, names the length limit as the preset does', async () => {
    await using started = await startClient({}, { provider: 'azure' });
    started.model.endpoint = `${started.provider.url}/chat/completions/`;
    await started.run(started.client.chat({ ...ask, max_tokens: 9 }, started.context));
    const [sent] = started.provider.requests;
    expect(sent?.path).toBe('/v1/chat/completions');
    expect(sent?.body['max_completion_tokens']).toBe(9);
    expect(sent?.headers['api-key']).toBe(CANARY);
    expect(sent?.headers.authorization).toBeUndefined();
  });

  test('sends no key when there is none', async () => {
    await using started = await startClient();
    delete started.model.apiKey;
    await started.run(started.client.chat(ask, started.context));
    expect(started.provider.requests[0]?.headers.authorization).toBeUndefined();
  });

  test('counts usage itself when none is reported, and says so', async () => {
    await using started = await startClient({ reportsUsage: false });
    const { usage } = await started.run(started.client.chat(ask, started.context));
    expect(usage.estimated).toBe(true);
    expect(usage.input_tokens).toBeGreaterThan(5);
    expect(usage.output_tokens).toBeGreaterThan(5);
  });

  test('takes cached tokens out of the input', async () => {
    const usage = {
      prompt_tokens: 100,
      completion_tokens: 5,
      prompt_tokens_details: { cached_tokens: 80 },
    };
    const choices = [{ message: { content: 'x' }, finish_reason: 'length' }];
    const text = JSON.stringify({ choices, usage });
    await using started = await startClient(faults({ kind: 'body', text }));
    const result = await started.run(started.client.chat(ask, started.context));
    expect(result.usage).toEqual({ input_tokens: 20, output_tokens: 5, cached_tokens: 80 });
    expect(result.truncated).toBe(true);
  });
});

describe('retries', () => {
  test.each<[string, Fault]>([
    ['408', { kind: 'status', status: 408 }],
    ['409', { kind: 'status', status: 409 }],
    ['429', { kind: 'status', status: 429 }],
    ['500', { kind: 'status', status: 500 }],
    ['529', { kind: 'status', status: 529 }],
    ['a reset', { kind: 'reset' }],
    ['a cut body', { kind: 'cut', bytes: 40 }],
    ['a body that ends early', { kind: 'cut', bytes: 40, clean: true }],
    ['no choices', { kind: 'body', text: '{"choices":[]}' }],
    ['an error in a good answer', { kind: 'body', text: '{"error":{"code":502,"message":"x"}}' }],
  ])('rows 61, 62, 64: asks again after %s', async (_name, fault) => {
    await using started = await startClient(faults(fault, fault));
    const result = await started.run(started.client.chat(ask, started.context));
    expect(result.text).not.toBe('');
    expect(started.provider.counters.requests).toBe(3);
    expect(started.stored).toHaveLength(1);
  });

  test('row 61: waits as long as Retry-After says, in seconds or as a date', async () => {
    await using started = await startClient();
    const start = started.clock.now();
    const date = new Date(started.clock.date().getTime() + 19_000).toUTCString();
    started.provider.options.fault = (request) =>
      [
        { kind: 'status' as const, status: 429, retry_after: '7' },
        { kind: 'status' as const, status: 503, retry_after: date },
      ][request];
    await started.run(started.client.chat(ask, started.context));
    expect(started.clock.now() - start).toBeGreaterThanOrEqual(19_000);
    expect(started.clock.now() - start).toBeLessThan(30_000);
  });

  test.each<[string, number, Fault]>([
    ['request_rejected', 1, { kind: 'status', status: 400 }],
    ['model_refused', 1, { kind: 'status', status: 400, code: 'content_filter' }],
    ['credentials', 1, { kind: 'status', status: 401 }],
    ['credentials', 1, { kind: 'status', status: 403 }],
    ['credentials', 1, { kind: 'status', status: 404 }],
    ['credentials', 1, { kind: 'status', status: 429, code: 'insufficient_quota' }],
    ['empty_answer', 6, { kind: 'body', text: '{"choices":[]}' }],
    ['truncated_answer', 6, { kind: 'cut', bytes: 30, clean: true }],
    ['model_unreachable', 6, { kind: 'status', status: 500 }],
    ['model_unreachable', 6, { kind: 'reset' }],
    ['model_unreachable', 6, { kind: 'body', text: '<html>hi</html>', content_type: 'text/html' }],
    ['model_unreachable', 6, { kind: 'redirect', to: 'http://127.0.0.1:9/' }],
    ['rate_limited', 21, { kind: 'status', status: 429, retry_after: '1' }],
    ['response_too_large', 1, { kind: 'flood', bytes: 9 * 1024 * 1024 }],
    ['empty_answer', 1, { kind: 'message', message: { content: null } }],
    ['model_refused', 1, { kind: 'message', message: { content: null, refusal: 'I will not.' } }],
    [
      'model_refused',
      1,
      { kind: 'message', message: { content: '' }, finish_reason: 'content_filter' },
    ],
    ['truncated_answer', 1, { kind: 'message', message: { content: '' }, finish_reason: 'length' }],
  ])('rows 61 to 65: %s after %i requests', async (code, requests, fault) => {
    await using started = await startClient({ fault: () => fault });
    const chat = started.run(started.client.chat(ask, started.context));
    await expect(chat).rejects.toMatchObject({ code, detail: { model: 'main' } });
    expect(started.provider.counters.requests).toBe(requests);
    expect(started.stored.filter((entry) => entry.rejected === null)).toEqual([]);
  });

  test('row 62: an endpoint that is not there is provider_down after a few tries', async () => {
    await using started = await startClient();
    started.model.endpoint = 'http://127.0.0.1:9/v1';
    const chat = started.run(started.client.chat(ask, started.context));
    await expect(chat).rejects.toMatchObject({ code: 'provider_down' });
  });
});

describe('deadlines', () => {
  test('row 63: an answer that never comes ends at the total deadline', async () => {
    await using started = await startClient({ fault: () => ({ kind: 'hang' }) });
    const chat = started.client.chat(ask, started.context);
    const ended = chat.catch((error: unknown) => error);
    for (const attempt of [1, 2]) {
      while (started.provider.counters.requests < attempt) await started.clock.advance(500);
      await started.clock.advance(300_000);
    }
    expect(await ended).toMatchObject({ code: 'deadline_exceeded' });
    expect(started.provider.counters.requests).toBe(2);
  });

  test('row 63: an answer that stalls in the middle ends after the idle limit', async () => {
    await using started = await startClient(faults({ kind: 'drip', every_ms: 3_600_000 }));
    const chat = started.clock.run(started.client.chat(ask, started.context), 30_000);
    await expect(chat).resolves.toMatchObject({ finish_reason: 'stop' });
    expect(started.clock.now()).toBeGreaterThanOrEqual(30_000);
    expect(started.clock.now()).toBeLessThan(300_000);
  });

  test('row 63: an abort reaches the connection and is told as it is', async () => {
    await using started = await startClient({ fault: () => ({ kind: 'hang' }) });
    const controller = new AbortController();
    const chat = started.client.chat(ask, { ...started.context, signal: controller.signal });
    while (started.provider.counters.inFlight === 0) await new Promise(setImmediate);
    controller.abort(new Error('job cancelled'));
    await expect(chat).rejects.toThrow('job cancelled');
    while (started.provider.counters.inFlight > 0) await new Promise(setImmediate);
    expect(started.stored).toEqual([]);
  });
});

describe('the circuit', () => {
  test('row 62: bad credentials stop all requests until the key is corrected', async () => {
    await using started = await startClient({ keys: ['right-key'] });
    const calls = Array.from({ length: 20 }, () => started.client.chat(ask, started.context));
    const results = await Promise.allSettled(calls);
    expect(results.every((result) => result.status === 'rejected')).toBe(true);
    const before = started.provider.counters.requests;
    const again = started.client.chat(ask, started.context);
    await expect(again).rejects.toMatchObject({ code: 'credentials' });
    expect(started.provider.counters.requests).toBe(before);
    started.model.apiKey = new Secret('right-key');
    await expect(started.run(started.client.chat(ask, started.context))).resolves.toBeDefined();
  });

  test('row 62: an outage is probed by one request, and one answer ends it', async () => {
    await using started = await startClient({ fault: () => ({ kind: 'status', status: 503 }) });
    const both = [1, 2].map(() => started.client.chat(ask, started.context));
    const down = await started.run(Promise.allSettled(both));
    expect(down).toMatchObject([1, 2].map(() => ({ reason: { code: 'provider_down' } })));
    const sent = started.provider.counters.requests;
    delete started.provider.options.fault;
    await expect(started.client.chat(ask, started.context)).rejects.toMatchObject({
      code: 'provider_down',
      detail: { retry_after_ms: expect.any(Number) as number },
    });
    expect(started.provider.counters.requests).toBe(sent);
    await started.clock.advance(10_000);
    const calls = Array.from({ length: 10 }, () => started.client.chat(ask, started.context));
    expect(await started.run(Promise.all(calls))).toHaveLength(10);
    expect(started.client.circuit(1)?.state).toBe('closed');
  });
});

describe('keys', () => {
  test('never show in errors, answers or stored calls, even when the endpoint echoes them', async () => {
    const echo = `You sent Bearer ${CANARY}, in Base64 ${Buffer.from(CANARY).toString('base64')}`;
    await using started = await startClient({ answer: () => echo });
    const seen: unknown[] = [await started.run(started.client.chat(ask, started.context))];
    for (const status of [400, 500, 401]) {
      started.provider.options.fault = () => ({ kind: 'status', status, echo_key: true });
      seen.push(await started.run(started.client.chat(ask, started.context)).catch((e) => e));
    }
    seen.push(started.stored, started.model);
    const printed = inspect(seen, { depth: 20, showHidden: true }) + JSON.stringify(seen);
    expect(printed).toContain('[secret]');
    expect(printed).not.toContain('CANARY');
    expect(printed).not.toContain(Buffer.from(CANARY).toString('base64'));
  });

  test('row 45: are not sent to where an endpoint redirects', async () => {
    await using other = await createFakeProvider();
    await using started = await startClient({
      fault: () => ({ kind: 'redirect', to: `${other.url}/chat/completions` }),
    });
    const chat = started.run(started.client.chat(ask, started.context));
    await expect(chat).rejects.toThrow('redirects (HTTP 302), which is not followed');
    expect(other.counters.requests).toBe(0);
  });

  test('row 47: link-local addresses are never called', async () => {
    await using started = await startClient();
    for (const host of ['169.254.169.254', '[::ffff:169.254.169.254]', '[fe80::1]']) {
      started.model.endpoint = `http://${host}/v1`;
      const chat = started.run(started.client.chat(ask, started.context));
      await expect(chat).rejects.toMatchObject({ detail: { reason: 'blocked_address' } });
    }
  });
});

describe('embeddings and model lists', () => {
  test('embeds texts in requests of at most 256, in order', async () => {
    await using started = await startClient({}, { kind: 'embedding', dimensions: 16 });
    const texts = Array.from({ length: 300 }, (_, index) => `text number ${index}`);
    const result = await started.run(started.client.embed({ texts }, started.context));
    expect(result.embeddings).toHaveLength(300);
    expect(result.embeddings[299]).toHaveLength(16);
    expect(started.provider.counters.requests).toBe(2);
    expect(result.usage.input_tokens).toBeGreaterThan(300);
  });

  test('tells when an embedding has another length than configured', async () => {
    const text = JSON.stringify({ data: [{ index: 0, embedding: [1, 2, 3] }] });
    await using started = await startClient(
      { fault: () => ({ kind: 'body', text }) },
      { dimensions: 4 },
    );
    const embed = started.run(started.client.embed({ texts: ['a'] }, started.context));
    await expect(embed).rejects.toThrow('embeddings of 3 numbers, not 4');
  });

  test('lists the models of an endpoint', async () => {
    await using started = await startClient({ keys: [CANARY] });
    const { client, context, model } = started;
    const names = await client.listAvailable(model, context.signal);
    expect(names).toEqual(['fake-large', 'fake-small']);
    const asked = { ...model, apiKey: new Secret('wrong-key') };
    await expect(client.listAvailable(asked, context.signal)).rejects.toMatchObject({
      code: 'credentials',
    });
  });
});
