import { describe, expect, test } from 'vitest';
import { MemoryCapabilityStore } from '../capability/capability-store.js';
import { startClient } from '../testing/start-client.js';

const schema = {
  type: 'object',
  properties: { title: { type: 'string' }, stars: { type: 'integer', minimum: 1, maximum: 5 } },
  required: ['title'],
};
const ask = { messages: [{ role: 'user' as const, content: 'Review the book.' }], schema };

describe('generate', () => {
  test.each(['strict', 'json_object', 'none'] as const)(
    'finds out once that an endpoint supports %s, and remembers it',
    async (formats) => {
      const capabilities = new MemoryCapabilityStore();
      const answer = (): string => '{"title":"Sea","stars":null}';
      await using started = await startClient({ formats, answer }, {}, { capabilities });
      const generate = () => started.client.generate(ask, started.context);
      const results = await started.run(Promise.all(Array.from({ length: 8 }, generate)));
      expect(results.map((result) => result.value)).toEqual(
        Array.from({ length: 8 }, () => ({ title: 'Sea' })),
      );
      const detours = { strict: 0, json_object: 1, none: 2 }[formats];
      expect(started.provider.counters.requests).toBe(8 + detours);
      const last = started.provider.requests.at(-1)?.body;
      expect(last?.['response_format'] !== undefined).toBe(formats !== 'none');
      expect(JSON.stringify(last?.['messages']).includes('JSON Schema')).toBe(formats !== 'strict');
      expect(new Set(started.stored.map(({ call }) => JSON.stringify(call))).size).toBe(1);
    },
  );

  test('sends an invalid answer back with its errors', async () => {
    const answers = [
      'no idea',
      '{"title":"Sea","stars":9}',
      '```json\n{"title":"Sea","stars":4}\n```',
    ];
    await using started = await startClient({ answer: (_body, request) => answers[request] });
    const result = await started.run(started.client.generate(ask, started.context));
    expect(result).toMatchObject({ value: { title: 'Sea', stars: 4 }, attempts: 3 });
    expect(started.stored.map(({ rejected }) => rejected !== null)).toEqual([true, true, false]);
    const usages = started.stored.map(({ answer }) => answer.usage.output_tokens);
    expect(result.usage.output_tokens).toBe(usages.reduce((sum, tokens) => sum + tokens, 0));
    const messages = JSON.stringify(started.provider.requests[2]?.body['messages']);
    expect(messages).toContain('/stars must be <= 5');
    expect(messages).toContain('\\"stars\\":9');
    expect(messages).not.toContain('no idea');
  });

  test('gives up after the repairs with the last errors and text', async () => {
    await using started = await startClient({ answer: () => '{"stars":3}' });
    const generate = started.client.generate({ ...ask, max_repairs: 1 }, started.context);
    await expect(started.run(generate)).rejects.toMatchObject({
      code: 'structured_output_invalid',
      detail: { attempts: 2, problems: ['/title is required'], text: '{"stars":3}' },
    });
    expect(started.stored.map(({ rejected }) => rejected)).toEqual([
      '/title is required',
      '/title is required',
    ]);
  });

  test('an answer at the length limit is never taken, even when it could be read', async () => {
    const message = { content: '{"title":"Se"}' };
    await using started = await startClient({
      fault: () => ({ kind: 'message', message, finish_reason: 'length' }),
    });
    const generate = started.run(started.client.generate(ask, started.context));
    await expect(generate).rejects.toMatchObject({ code: 'truncated_answer' });
  });

  test('a refusal is not asked again', async () => {
    const message = { content: null, refusal: 'No.' };
    await using started = await startClient({ fault: () => ({ kind: 'message', message }) });
    const generate = started.run(started.client.generate(ask, started.context));
    await expect(generate).rejects.toMatchObject({ code: 'model_refused' });
    expect(started.provider.counters.requests).toBe(1);
    expect(started.stored[0]?.rejected).toBe('model_refused');
  });

  test('a prompt that is too long is not tried in other formats', async () => {
    await using started = await startClient({
      fault: () => ({ kind: 'status', status: 400, message: 'maximum context length is 10' }),
    });
    const generate = started.run(started.client.generate(ask, started.context));
    await expect(generate).rejects.toMatchObject({ code: 'request_rejected' });
    expect(started.provider.counters.requests).toBe(1);
  });
});
