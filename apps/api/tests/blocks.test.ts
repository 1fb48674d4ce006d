import type { BlockInfo, ErrorBody } from '@datagenflow/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callJson, WRITER } from './support/pipelines.js';
import { startTestServer, type TestServer } from './support/test-server.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server[Symbol.asyncDispose]());

const call = <T>(method: string, path: string, body?: unknown) =>
  callJson<T>(server, method, path, body);

describe('blocks', () => {
  test('DEV-01: each block has every documented field, its config types and defaults', async () => {
    const blocks = (await call<BlockInfo[]>('GET', '/api/blocks')).body;
    expect(blocks.length).toBeGreaterThanOrEqual(14);
    for (const block of blocks) {
      expect(block).toMatchObject({
        type: expect.any(String) as string,
        name: expect.any(String) as string,
        description: expect.stringMatching(/\S/) as string,
        category: expect.stringMatching(/\S/) as string,
        inputs: expect.any(Array) as string[],
        outputs: expect.any(Array) as string[],
        dependencies: expect.any(Array) as string[],
        source: 'builtin',
        available: true,
        error: null,
        scope: expect.stringMatching(/^(execution|job)$/) as string,
        is_multiplier: expect.any(Boolean) as boolean,
        config_schema: { type: 'object', properties: expect.any(Object) as object },
      });
    }
    const generator = blocks.find(({ type }) => type === 'TextGenerator');
    expect(generator?.config_schema.properties).toMatchObject({
      temperature: { type: 'number', default: expect.any(Number) as number },
      max_tokens: { type: 'integer', default: expect.any(Number) as number },
    });
  });

  test('are described with a config', async () => {
    const ask = (config: object) =>
      call<ErrorBody>('POST', '/api/blocks/TextGenerator/describe', { config });
    expect(await ask(WRITER.config)).toEqual({
      status: 200,
      body: {
        outputs: ['assistant', 'system', 'user'],
        required_fields: ['topic'],
        is_multiplier: false,
      },
    });
    const wrong = await ask({ temperature: 'hot' });
    expect(wrong).toMatchObject({
      status: 422,
      body: { code: 'config_invalid', detail: { issues: [{ path: '/temperature' }] } },
    });
    expect(wrong.body.error).toMatch(/^Config of TextGenerator is not valid: temperature: must/);
    for (const path of [
      '/api/blocks/TextGeneratr/describe',
      '/api/extensions/blocks/TextGeneratr/validate',
    ]) {
      expect(await call('POST', path, {})).toMatchObject({
        status: 404,
        body: {
          error: "Block 'TextGeneratr' not found. Did you mean TextGenerator?",
          code: 'block_not_found',
          detail: { block_type: 'TextGeneratr', nearest: ['TextGenerator'] },
        },
      });
    }
  });
});
