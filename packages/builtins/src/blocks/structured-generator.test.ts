import { checkBlock, runBlock, scriptedLlm } from '@datagenflow/block-sdk/testing';
import { describe, expect, test } from 'vitest';
import { StructuredGenerator } from './structured-generator.js';

const schema = {
  type: 'object',
  properties: { title: { type: 'string' } },
  required: ['title'],
};

describe('StructuredGenerator', () => {
  test('keeps the rules for blocks', async () => {
    const report = await checkBlock(StructuredGenerator, {
      config: { json_schema: schema, user_prompt: '{{ topic }}' },
      state: { topic: 'tides' },
      llm: () => scriptedLlm([{ title: 'Tides' }]),
    });
    expect(report.problems).toEqual([]);
  });

  test('sends the rendered prompt, the schema and the parameters', async () => {
    const llm = scriptedLlm([{ title: 'Tides' }]);
    const { output } = await runBlock(StructuredGenerator, {
      config: {
        json_schema: schema,
        user_prompt: 'Write about {{ topic }}',
        model: 'small',
        temperature: 0.2,
        max_tokens: 50,
        max_repairs: 4,
      },
      state: { topic: 'tides' },
      llm,
    });
    expect(output).toEqual({ generated: { title: 'Tides' } });
    expect(llm.requests).toEqual([
      {
        kind: 'generate',
        model: 'small',
        temperature: 0.2,
        max_tokens: 50,
        max_repairs: 4,
        schema,
        messages: [{ role: 'user', content: 'Write about tides' }],
      },
    ]);
  });

  test('fails when no answer fits the schema, with the errors', async () => {
    const run = runBlock(StructuredGenerator, {
      config: { json_schema: schema },
      llm: scriptedLlm([{ title: 3 }]),
    });
    await expect(run).rejects.toMatchObject({ code: 'structured_output_invalid' });
    await expect(run).rejects.toThrow('title');
  });

  test('the schema may be a prompt', async () => {
    const llm = scriptedLlm([{ title: 'x' }]);
    await runBlock(StructuredGenerator, {
      config: { json_schema: '{{ json wanted }}' },
      state: { wanted: schema },
      llm,
    });
    expect(llm.requests[0]).toMatchObject({ schema });
  });

  test('a schema that is no object or no JSON is an error that says so', async () => {
    const run = (json_schema: string) => runBlock(StructuredGenerator, { config: { json_schema } });
    await expect(run('[1]')).rejects.toMatchObject({ code: 'schema_mismatch' });
    await expect(run('{')).rejects.toMatchObject({ code: 'json_invalid' });
  });

  test('without a prompt the field user_prompt is sent as it is, else a general request', async () => {
    const llm = scriptedLlm([{ title: 'a' }, { title: 'b' }]);
    const config = { json_schema: schema };
    await runBlock(StructuredGenerator, { config, state: { user_prompt: 'As {{ is }}' }, llm });
    await runBlock(StructuredGenerator, { config, llm });
    expect(
      llm.requests.map(({ kind, ...rest }) => [kind, 'messages' in rest && rest.messages]),
    ).toEqual([
      ['generate', [{ role: 'user', content: 'As {{ is }}' }]],
      ['generate', [{ role: 'user', content: 'Generate data according to schema' }]],
    ]);
  });

  test('an empty schema asks for any object', async () => {
    const llm = scriptedLlm([{ any: 'thing' }]);
    await runBlock(StructuredGenerator, { config: { json_schema: {} }, llm });
    expect(llm.requests[0]).toMatchObject({ schema: { type: 'object' } });
  });
});
