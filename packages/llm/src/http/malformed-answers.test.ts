import { describe, expect, test } from 'vitest';
import { ModelError } from '../errors/model-error.js';
import { extractJson } from '../structured/extract-json.js';
import { startClient } from '../testing/start-client.js';
import { readBody } from './read-body.js';
import { readCompletion } from './read-completion.js';

const subject = { model: 'm', providerModel: 'p', baseUrl: 'http://a/v1' };
const good = JSON.stringify({
  choices: [{ message: { content: 'The sea 🌊 is “wide”, and deep.' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 3, completion_tokens: 8 },
});

const notText: unknown[] = [null, 0, -1, true, {}, [], { a: 1 }, [1], [[]], [{ text: 5 }], 1.5];
const wholes = `
null true 0 "text" [] [{}] {} undefined NaN {] {{}} [[[[ {"a":1,} {'choices':[]} {"a": {"id":1e999}
<html><body>502</body></html> data:{"choices":[]} {"choices":[{"message":{"content":"a"} //{}
{"choices":[{"message":{"content":"\\u12"}}]} upstream-timed-out {"choices":[{}]}}
`.split(/\s/);
const strange = [' ', '\u0000\u0001', '\uFEFF', '{"a":\n'];
const deep = [
  `${'['.repeat(50_000)}${']'.repeat(50_000)}`,
  `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`,
];
const errors = [
  400,
  401,
  403,
  404,
  408,
  413,
  429,
  500,
  502,
  503,
  529,
  '500',
  'server_error',
  null,
].map((code) => JSON.stringify({ error: { code, message: 'something broke' } }));
const shapesOf: ((value: unknown) => object)[] = [
  (choices) => ({ choices }),
  (choice) => ({ choices: [choice] }),
  (message) => ({ choices: [{ message }] }),
  (content) => ({ choices: [{ message: { content } }] }),
  (refusal) => ({ choices: [{ message: { content: null, refusal } }] }),
  (finish_reason) => ({ choices: [{ message: { content: '' }, finish_reason }] }),
  (data) => ({ data, object: 'list' }),
  (error) => ({ error }),
  (tool_calls) => ({ choices: [{ message: { tool_calls } }] }),
  (delta) => ({ choices: [{ delta, index: 0 }] }),
  (output) => ({ output, id: 'resp_1', object: 'response' }),
  (text) => ({ choices: [{ text, index: 0 }] }),
  (usage) => ({ usage, choices: [{ message: { content: ' ' }, finish_reason: 'length' }] }),
];
const shapes = shapesOf.flatMap((shape) => notText.map((value) => JSON.stringify(shape(value))));

const damaged = [...good.matchAll(/[{}[\]":]/g)].map(
  ({ index }) => good.slice(0, index) + good.slice(index + 1),
);

const corpus = [...new Set([...wholes, ...strange, ...deep, ...errors, ...shapes, ...damaged])];

describe('row 65: malformed answers', () => {
  test('the corpus holds 200 different cases', () => {
    expect(corpus.length).toBeGreaterThanOrEqual(200);
  });

  test.each(corpus)('%# has a typed reason or no text', (text) => {
    const outcome = readOrError(text);
    const isEmpty = typeof outcome === 'string' && outcome.trim() === '';
    expect(isEmpty || outcome instanceof ModelError).toBe(true);
  });

  test('each ends as a typed error through the whole client', async () => {
    const sample = corpus.filter((_, index) => index % 8 === 0);
    for (const text of sample) {
      await using started = await startClient({ fault: () => ({ kind: 'body', text }) });
      const request = { messages: [{ role: 'user' as const, content: 'x' }] };
      const chat = started.run(started.client.chat(request, started.context));
      await expect(chat).rejects.toBeInstanceOf(ModelError);
    }
  });
});

describe('row 64: an answer cut at any byte', () => {
  const bytes = Buffer.from(good);

  test('is never taken for a shorter one', () => {
    for (let end = 0; end < bytes.length; end += 1) {
      const part = bytes.subarray(0, end).toString('utf8');
      expect(readOrError(part)).toBeInstanceOf(ModelError);
    }
    expect(readCompletion(readBody(good, subject)).text).toContain('🌊');
  });

  test('is bought again when the connection ends, whole in the end', async () => {
    await using started = await startClient();
    const ends = Array.from({ length: 24 }, (_, index) => Math.floor((index * bytes.length) / 24));
    for (const end of ends) {
      const first = started.provider.counters.requests;
      started.provider.options.answer = () => 'All of the sea 🌊.';
      started.provider.options.fault = (request) =>
        request === first ? { kind: 'cut', bytes: end, clean: end % 2 === 0 } : undefined;
      const request = { messages: [{ role: 'user' as const, content: `cut at ${end}` }] };
      const result = await started.run(started.client.chat(request, started.context));
      expect(result.text).toBe('All of the sea 🌊.');
    }
    expect(started.stored.every(({ answer }) => answer.text === 'All of the sea 🌊.')).toBe(true);
  });

  test('JSON in a text that was cut is no value', () => {
    const json = JSON.stringify({ list: [1, 22, { a: 'b' }], text: 'x🌊' });
    for (let end = 0; end < json.length; end += 1) {
      expect(extractJson(json.slice(0, end))).toMatchObject({ found: false });
      expect(extractJson(`\`\`\`json\n${json.slice(0, end)}`)).toMatchObject({ found: false });
    }
  });
});

function readOrError(text: string): unknown {
  try {
    return readCompletion(readBody(text, subject)).text ?? '';
  } catch (error) {
    return error;
  }
}
