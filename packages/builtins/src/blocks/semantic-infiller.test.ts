import { DataGenFlowError } from '@datagenflow/block-sdk';
import {
  checkBlock,
  runBlock,
  scriptedLlm,
  type ScriptedAnswer,
} from '@datagenflow/block-sdk/testing';
import type { JsonObject } from '@datagenflow/contracts';
import { describe, expect, test } from 'vitest';
import { SemanticInfiller } from './semantic-infiller.js';

type Config = NonNullable<ConstructorParameters<typeof SemanticInfiller>[0]>;

const skeletons: JsonObject[] = [
  {
    plan: 'free',
    target_count: 3,
    _hints: {
      price_range: [1, 9],
      exemplars: [
        { plan: 'free', bio: 'first', price: 2 },
        { plan: 'free', bio: 'second', price: 3 },
        { plan: 'free', bio: 'third', price: 4 },
      ],
    },
  },
  { plan: 'pro', _hints: {} },
];

const noDiversity: Config = { diversity_threshold: 1 };

const run = async (answers: ScriptedAnswer[], config: Config = {}, state?: JsonObject) => {
  const llm = scriptedLlm(answers);
  const { output, logs } = await runBlock(SemanticInfiller, {
    config: { fields_to_generate: ['bio'], ...config },
    state: state ?? { skeletons },
    llm,
  });
  return { samples: output?.samples, logs, requests: llm.requests };
};

const badAnswer = new DataGenFlowError('structured_output_invalid', 'bio: is required');

describe('SemanticInfiller', () => {
  test('keeps the rules for blocks', async () => {
    const report = await checkBlock(SemanticInfiller, {
      config: { fields_to_generate: ['bio'], ...noDiversity },
      state: { skeletons },
      llm: () => scriptedLlm([{ bio: 'x' }, { bio: 'y' }]),
    });
    expect(report.problems).toEqual([]);
  });

  test('writes the fields asked for and keeps the rest', async () => {
    const { samples, requests } = await run(
      [
        { bio: 'x', price: 5 },
        { bio: 'y', price: 'cheap' },
      ],
      { ...noDiversity, fields_to_generate: '{{ json wanted }}', system_prompt: 'Be {{ mood }}' },
      { skeletons, wanted: ['bio', 'price'], mood: 'brief' },
    );
    expect(samples).toEqual([
      { plan: 'free', bio: 'x', price: 5 },
      { plan: 'pro', bio: 'y', price: 'cheap' },
    ]);
    expect(requests[0]).toMatchObject({
      temperature: 0.8,
      max_tokens: 500,
      schema: {
        properties: { bio: { type: 'string' }, price: { type: 'number' } },
        required: ['bio', 'price'],
        additionalProperties: false,
      },
    });
    const [system, user] = (requests[0] as { messages: { content: string }[] }).messages;
    expect(system?.content).toBe('Be brief');
    expect(user?.content).toContain('- plan: "free" (FIXED)');
    expect(user?.content).toContain('price should be between 1 and 9');
    expect(user?.content).toContain('{"bio":"second","price":3}');
    expect(user?.content).not.toContain('third');
    expect(user?.content).not.toContain('target_count');
  });

  test('what a skeleton has already is never asked for nor changed', async () => {
    const state = { skeletons: [{ plan: 'free', bio: 'kept' }] };
    const { samples, requests } = await run(
      [{ role: 'admin' }],
      {
        ...noDiversity,
        fields_to_generate: ['bio', 'role'],
      },
      state,
    );
    expect(samples).toEqual([{ plan: 'free', bio: 'kept', role: 'admin' }]);
    expect(requests[0]).toMatchObject({ schema: { required: ['role'] } });
    expect((await run([], noDiversity, state)).samples).toEqual([{ plan: 'free', bio: 'kept' }]);
  });

  test('one bad answer loses its sample and no other', async () => {
    const { samples, logs } = await run([badAnswer, { bio: 'y' }], noDiversity);
    expect(samples).toEqual([{ plan: 'pro', bio: 'y' }]);
    expect(logs).toEqual([{ level: 'warn', message: 'Sample 1 of 2 failed: bio: is required' }]);
    await expect(run([badAnswer, badAnswer], noDiversity)).rejects.toThrow('bio: is required');
  });

  test('an outage fails the step', async () => {
    const outage = new DataGenFlowError('provider_down', 'the provider is down');
    await expect(run([outage, { bio: 'y' }], noDiversity)).rejects.toThrow('is down');
  });

  test('samples like earlier ones are written again, warmer and with what to avoid', async () => {
    const { samples, requests } = await run([
      { bio: 'a cat' },
      [[1, 0]],
      { bio: 'a kitten' },
      [[0.99, 0.1]],
      { bio: 'a ship' },
      [[0, 1]],
    ]);
    expect(samples).toMatchObject([{ bio: 'a cat' }, { bio: 'a ship' }]);
    expect(requests[4]).toMatchObject({ kind: 'generate', temperature: 0.9 });
    expect(JSON.stringify(requests[4])).toContain('entirely different');
    expect(JSON.stringify(requests[4])).toContain('a cat');
  });

  test('after the last try a sample is taken as it is', async () => {
    const same: ScriptedAnswer[] = [{ bio: 'a' }, [[1, 0]]];
    const { samples } = await run([...same, ...same, ...same], { max_diversity_retries: 1 });
    expect(samples).toHaveLength(2);
  });

  test('without any embedding model samples are not compared, and the log says so', async () => {
    const missing = new DataGenFlowError('model_not_found', 'no embedding models configured');
    const { samples, logs } = await run([{ bio: 'a' }, missing, { bio: 'a' }]);
    expect(samples).toHaveLength(2);
    expect(logs[0]?.message).toContain('No embedding model');
    const named = run([{ bio: 'a' }, missing], { embedding_model: 'mine' });
    await expect(named).rejects.toMatchObject({ code: 'model_not_found' });
  });

  test('says what is missing', async () => {
    await expect(run([], {}, { skeletons: [] })).rejects.toThrow('no StructureSampler ran');
    await expect(run([], { fields_to_generate: [] })).rejects.toMatchObject({
      code: 'fields_missing',
    });
  });
});
