import { checkBlock, runBlock, scriptedLlm } from '@datagenflow/block-sdk/testing';
import { describe, expect, test } from 'vitest';
import { TextGenerator } from './text-generator.js';

describe('TextGenerator', () => {
  test('keeps the rules for blocks', async () => {
    const report = await checkBlock(TextGenerator, {
      state: { text: 'hello' },
      llm: () => scriptedLlm(['hi']),
    });
    expect(report.problems).toEqual([]);
  });

  test('sends both prompts rendered and gives them back with the answer', async () => {
    const llm = scriptedLlm(['Paris']);
    const { output, logs } = await runBlock(TextGenerator, {
      config: {
        system_prompt: 'Answer in {{ language }}.',
        user_prompt: 'Capital of {{ metadata.country }}?',
        model: 'big',
        temperature: 0,
        max_tokens: 10,
        top_p: 0.5,
        seed: 7,
        stop: ['\n'],
      },
      state: { language: 'French' },
      metadata: { country: 'France' },
      llm,
    });
    expect(output).toEqual({
      assistant: 'Paris',
      system: 'Answer in French.',
      user: 'Capital of France?',
    });
    expect(logs).toEqual([]);
    expect(llm.requests).toEqual([
      {
        kind: 'chat',
        model: 'big',
        temperature: 0,
        max_tokens: 10,
        top_p: 0.5,
        seed: 7,
        stop: ['\n'],
        messages: [
          { role: 'system', content: 'Answer in French.' },
          { role: 'user', content: 'Capital of France?' },
        ],
      },
    ]);
  });

  test('without prompts the seed’s own system and user are sent as they are', async () => {
    const llm = scriptedLlm(['ok']);
    const { output } = await runBlock(TextGenerator, {
      state: { user: 'written by an earlier step', system: '' },
      metadata: { user: '{{ not_rendered }}', system: 'Be brief' },
      llm,
    });
    expect(output).toMatchObject({ user: '{{ not_rendered }}', system: 'Be brief' });
    expect(llm.requests[0]).toEqual({
      kind: 'chat',
      temperature: 0.7,
      max_tokens: 2048,
      messages: [
        { role: 'system', content: 'Be brief' },
        { role: 'user', content: '{{ not_rendered }}' },
      ],
    });
  });

  test('DEV-02 without prompts the seed’s only text is the user message', async () => {
    const llm = scriptedLlm(['ok']);
    const { output } = await runBlock(TextGenerator, {
      config: { temperature: 0.1 },
      state: { text: 'input data', count: 3, assistant: 'from a step' },
      metadata: { text: 'input data', count: 3 },
      llm,
    });
    expect(output).toEqual({ assistant: 'ok', system: '', user: 'input data' });
  });

  test('with nothing to send it says what to do', async () => {
    const run = (metadata: { [key: string]: string }) => runBlock(TextGenerator, { metadata });
    await expect(run({})).rejects.toMatchObject({ code: 'prompt_missing' });
    await expect(run({ a: 'x', b: 'y' })).rejects.toThrow('Write a user_prompt');
  });

  test('tells when the length limit cut the answer', async () => {
    const llm = scriptedLlm(['Once upon a']);
    const { logs } = await runBlock(TextGenerator, {
      config: { user_prompt: 'Tell a tale', max_tokens: 3 },
      llm: { ...llm, chat: async (request) => ({ ...(await llm.chat(request)), truncated: true }) },
    });
    expect(logs).toEqual([
      { level: 'warn', message: expect.stringContaining('Raise max_tokens (now 3)') },
    ]);
  });

  test('requires the variables of both prompts', () => {
    const block = new TextGenerator({ system_prompt: '{{ a }}', user_prompt: '{{ b.c }}{{ a }}' });
    expect(block.requiredFields(block.config)).toEqual(['a', 'b']);
  });
});
