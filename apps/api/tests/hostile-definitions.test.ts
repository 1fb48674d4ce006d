import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ErrorBody, ExecutionResult, PipelineSaved, Problem } from '@datagenflow/contracts';
import { createFakeProvider } from '@datagenflow/llm/testing';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer } from './support/test-server.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server[Symbol.asyncDispose]());
afterEach(() => {
  if (server.bugs.length > 0) throw new AggregateError(server.bugs, 'Handlers threw');
  if ('polluted' in {} || 'P' in globalThis) throw new Error('Something hostile was run');
});

async function send<T>(method: string, path: string, body?: unknown) {
  const response = await server.send(method, path, body);
  return { status: response.status, body: (await response.json()) as T & ErrorBody };
}

/** What keeps a pipeline of these steps from running; that it is refused when run, in every way. */
async function problemsOf(...blocks: object[]): Promise<Problem[]> {
  const saved = await send<PipelineSaved>('POST', '/api/pipelines', { name: 'x', blocks });
  expect(saved.status).toBe(200);
  const errors = saved.body.problems.filter(({ severity }) => severity === 'error');
  const executed = await send('POST', `/api/pipelines/${saved.body.id}/execute`, { a: 'x' });
  expect(executed.status).toBeGreaterThanOrEqual(400);
  expect(executed.status).toBeLessThan(500);
  const previewed = await send<{ results: object[] }>('POST', '/api/preview', {
    pipeline_id: saved.body.id,
    seeds: [{ metadata: { a: 'x' } }],
  });
  expect(previewed.body.results).toEqual([]);
  return errors;
}

const prompt = (user_prompt: unknown) => ({ type: 'TextGenerator', config: { user_prompt } });
const validator = (pattern: string) => ({ type: 'ValidatorBlock', config: { pattern } });
const checker = (json_schema: unknown) => ({
  type: 'JSONValidatorBlock',
  config: { field_name: 'a', json_schema },
});

async function execute(state: unknown, ...blocks: object[]) {
  const saved = await send<PipelineSaved>('POST', '/api/pipelines', { name: 'x', blocks });
  return send<ExecutionResult>('POST', `/api/pipelines/${saved.body.id}/execute`, state);
}

const program = {
  type: 'Program',
  body: [
    {
      type: 'MustacheStatement',
      path: { type: 'PathExpression', parts: ['lookup'] },
      params: [{ type: 'NumberLiteral', value: '(globalThis.P=1)' }],
    },
  ],
};

describe('prompts', () => {
  test('row 16: a syntax tree in place of a text is refused, and plain data where data goes', async () => {
    const errors = await problemsOf(prompt(program));
    expect(errors).toMatchObject([{ step: 1, severity: 'error' }]);
    const yaml = JSON.stringify({ name: 'x', blocks: [prompt(program)] });
    const imported = await send<PipelineSaved>('POST', '/api/pipelines/import', { yaml });
    expect(imported.body.problems.map(({ severity }) => severity)).toContain('error');
    const shown = await execute({ a: program }, prompt('{{ a }}'));
    expect(shown.body.result.user).toContain('"globalThis.P=1"'.replaceAll('"', ''));
  });

  test.each([
    ['row 17: a partial by expression', '{{> (lookup . "p")}}'],
    ['row 17: a partial block', '{{#> p}}x{{/p}}'],
    ['row 17: a decorator', '{{* p}}'],
    ['row 18: a prototype', '{{constructor.name}}{{__proto__.polluted}}'],
    ['row 18: a helper that there is not', '{{lookup this "constructor"}}'],
    ['row 20: more than 64 KB', '{{a}}'.repeat(200_000)],
    ['row 20: more than 500 mustaches', '{{a}}'.repeat(501)],
    ['row 20: deeper than 20', '{{#if a}}'.repeat(21) + '{{/if}}'.repeat(21)],
  ])('%s is a problem', async (_name, text) => {
    expect((await problemsOf(prompt(text))).map(({ step }) => step)).toEqual([1]);
  });

  test('row 18: keys of prototypes in what is sent stay data, or are refused', async () => {
    const state = JSON.parse(
      '{"a":"x","__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}',
    ) as object;
    const executed = await execute(state, prompt('{{ a }}'));
    expect([200, 400, 422]).toContain(executed.status);
  });

  test('row 19: what a model writes is rendered nowhere', async () => {
    const written = '{{secrets.OPENAI}} {{#each @root}}{{this}}{{/each}}';
    await using provider = await createFakeProvider({ answer: () => written });
    const model = { name: 'm', endpoint: provider.url, model_name: 'fake-large' };
    await send('POST', '/api/llm-models', model);
    const config = { model: 'm', user_prompt: 'Repeat: {{ assistant }}' };
    const { body } = await execute(
      { a: 'x' },
      { type: 'TextGenerator', config: { model: 'm', user_prompt: '{{ a }}' } },
      { type: 'TextGenerator', config },
    );
    expect(body.result.user).toBe(`Repeat: ${written}`);
    await send('DELETE', '/api/llm-models/m');
  });

  test('row 20: turns of a loop are counted', async () => {
    const loops = '{{#each a}}{{#each @root.a}}{{#each @root.a}}x{{/each}}{{/each}}{{/each}}';
    const { status, body } = await execute(
      { a: Array.from({ length: 1_000 }, () => 1) },
      prompt(loops),
    );
    expect(status).toBe(400);
    expect(body.error).toContain('100,000');
  });

  test('row 33: an expression in a config stays a text', async () => {
    const { body } = await execute({ a: 'x' }, prompt('={{ a }}${process.exit()}'));
    expect(body.result.user).toBe('=x${process.exit()}');
  });
});

describe('schemas and regular expressions', () => {
  test.each(['(?=a)', '(a)\\1', '(?<!x)y', '('])('row 22: %s is a problem', async (pattern) => {
    expect((await problemsOf(validator(pattern))).map(({ step }) => step)).toEqual([1]);
  });

  test.each(['^(x+x+)+y$', '(.*)*,$', '^(a|a)*$'])(
    'row 22: %s on 1 MB of text is answered',
    async (pattern) => {
      const text = `${'xa'.repeat(45_000)}!`.repeat(11).slice(0, 1_000_000);
      const { status, body } = await execute({ text }, validator(pattern));
      expect([status, body.result.valid]).toEqual([200, false]);
    },
  );

  test('row 21: a pattern that takes exponential time elsewhere is checked', async () => {
    const schema = { type: 'object', properties: { b: { pattern: '^(a+)+$' } } };
    const a = JSON.stringify({ b: `${'a'.repeat(50_000)}!` });
    expect((await execute({ a }, checker(schema))).body.result.valid).toBe(false);
  });

  test('row 21: a schema that is too large or too deep is a problem', async () => {
    let deep: object = { type: 'string' };
    for (let i = 0; i < 40; i += 1) deep = { properties: { a: deep } };
    const branch = (depth: number): object =>
      depth === 0 ? {} : { anyOf: [branch(depth - 1), branch(depth - 1)] };
    for (const schema of [deep, branch(11)]) {
      expect((await problemsOf(checker(schema))).map(({ step }) => step)).toEqual([1]);
    }
  });

  test('row 21: a schema that refers to elsewhere is a problem, and nothing is fetched', async () => {
    let requests = 0;
    const canary = createServer((_request, response) => response.end(String((requests += 1))));
    await new Promise<void>((done) => canary.listen(0, '127.0.0.1', done));
    const { port } = canary.address() as AddressInfo;
    for (const $ref of [
      `http://127.0.0.1:${port}/x.json`,
      'http://169.254.169.254/',
      'file:///x',
    ]) {
      expect((await problemsOf(checker({ $ref }))).map(({ step }) => step)).toEqual([1]);
    }
    canary.close();
    expect(requests).toBe(0);
  });
});

describe('files', () => {
  const merges = Array.from({ length: 900 }, (_, i) => `b${i}: {<<: *a}\n`).join('');
  const aliases = Array.from(
    { length: 8 },
    (_, i) => `a${i + 1}: &a${i + 1} [${`*a${i},`.repeat(9)}]\n`,
  );

  test.each([
    ['code', 'name: x\nblocks:\n  - type: !!js/function "function(){}"\n'],
    ['an alias bomb', `a0: &a0 x\n${aliases.join('')}`],
    ['a merge bomb', `a: &a {x: 1}\n${merges}`],
    ['a prototype', 'name: x\n__proto__: {polluted: 1}\nblocks:\n  - type: Filter\n'],
    [
      'a merged prototype',
      'name: x\nblocks:\n  - type: Filter\n    <<: {__proto__: {polluted: 1}}\n',
    ],
    ['more than 1 MB', `name: ${'x'.repeat(1_100_000)}\n`],
    ['endless nesting', '['.repeat(60_000)],
  ])('row 23: YAML with %s is refused', async (_name, yaml) => {
    const before = (await server.runtime.storage.pipelines.list()).length;
    expect((await send('POST', '/api/pipelines/import', { yaml })).status).toBe(422);
    expect(await server.runtime.storage.pipelines.list()).toHaveLength(before);
  });

  test('row 24: a pipeline takes no key that is not its own', async () => {
    const blocks = [{ type: 'Filter', config: { condition: 'a' } }];
    const { body } = await send<PipelineSaved>('POST', '/api/pipelines', { name: 'x', blocks });
    const path = `/api/pipelines/${body.id}`;
    const before = await (await server.get(path)).text();
    const bodies = [
      { name: 'y', blocks, id: 'x', createdBy: 'a' },
      JSON.parse(`{"name":"y","blocks":${JSON.stringify(blocks)},"__proto__":{"polluted":1}}`),
      { name: 'y', blocks: [{ ...blocks[0], created_at: 'x' }] },
    ];
    for (const sent of bodies) expect((await send('PUT', path, sent)).status).toBe(422);
    expect(await (await server.get(path)).text()).toBe(before);
  });
});
