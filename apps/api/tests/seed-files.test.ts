import type { DataRecord, ErrorBody } from '@datagenflow/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPipeline } from './support/pipelines.js';
import { startTestServer, type TestServer } from './support/test-server.js';

let server: TestServer;
let pipelineId: number;
beforeAll(async () => {
  server = await startTestServer();
  const config = { mappings: { shown: 'is {{ json a }}' } };
  pipelineId = await createPipeline(server, {
    name: 'Show',
    blocks: [{ type: 'FieldMapper', config }],
  });
});
afterAll(async () => {
  const { bugs } = server;
  await server[Symbol.asyncDispose]();
  if (bugs.length > 0) throw new AggregateError(bugs, 'Handlers threw what they should not');
});

const bytes = (...parts: (string | number)[]) =>
  new Uint8Array(
    Buffer.concat(
      parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from([part]))),
    ),
  );

function upload(name: string, text: string | Uint8Array<ArrayBuffer>): Promise<Response> {
  return server.upload({ pipeline_id: String(pipelineId) }, { name, text });
}

/** What the field `a` was in each seed of a file. */
async function valuesIn(name: string, text: string | Uint8Array<ArrayBuffer>): Promise<unknown[]> {
  const started = await upload(name, text);
  const { job_id: jobId } = (await started.json()) as { job_id: number };
  await server.runtime.runner.finished(jobId);
  const response = await server.get(`/api/records?sort=id&job_id=${jobId}`);
  const records = (await response.json()) as DataRecord[];
  return records
    .toSorted((x, y) => x.seed_index - y.seed_index)
    .map(({ metadata, accumulated_state }) => {
      const { shown } = accumulated_state as { shown: string };
      expect(JSON.parse(shown.replace('is ', ''))).toEqual(metadata.a);
      return metadata.a;
    });
}

const line = (a: unknown) => JSON.stringify({ metadata: { a } });

describe('row 29: files as editors and other systems write them', () => {
  test.each([
    ['JSON with a byte order mark', 's.json', `\uFEFF[\r\n${line('é')},\r\n${line('銀')}]\r\n`],
    ['JSONL with one, and CRLF', 's.jsonl', `\uFEFF${line('é')}\r\n\r\n${line('銀')}\r\n`],
    ['CSV with one, and CRLF', 's.csv', '\uFEFFa,b\r\né,1\r\n銀,2\r\n'],
    ['CSV with a line break in a cell', 's.csv', 'a\r\n"é"\r\n"銀"\r\n'],
  ])('%s is read as it is meant', async (_what, name, text) => {
    expect(await valuesIn(name, text)).toEqual(['é', '銀']);
  });

  test.each([
    ['s.jsonl', bytes(line('a'), '\n', '{"metadata":{"a":"', 0xff, '"}}\n'), 'line 2, byte 19'],
    ['s.jsonl', bytes(line('a'), '\r\n', '{"metadata":{"a":"', 0xc3, '"}}'), 'line 2'],
    ['s.csv', bytes('a\r\nx\r\n', 0xe9, 't', 0xe9, '\r\n'), 'line 3'],
    ['s.json', bytes('[\n', line('a'), ',\n', 0xfe, 0xff, ']'), 'line 3, byte 1'],
    ['s.json', bytes(0xff, 0xfe, '[', 0, ']', 0), 'line 1, byte 1'],
  ])('case %#: what is no UTF-8 is refused with its place: %s', async (name, text, place) => {
    const response = await upload(name, text);
    expect(response.status).toBe(400);
    const { code, error } = (await response.json()) as ErrorBody;
    expect([code, error]).toEqual(['encoding_invalid', expect.stringContaining(place)]);
  });
});

const PROGRAM = {
  type: 'Program',
  body: [
    {
      type: 'MustacheStatement',
      path: { type: 'PathExpression', parts: ['lookup'] },
      params: [{ type: 'NumberLiteral', value: '(globalThis.P=1)' }],
    },
  ],
};
const TEMPLATE = '{{#each @root}}{{this}}{{/each}}{{lookup this "constructor"}}';

test.each([
  ['s.jsonl', `${line(PROGRAM)}\n${line(TEMPLATE)}\n`, [PROGRAM, TEMPLATE]],
  [
    's.csv',
    `a\n"${JSON.stringify(PROGRAM).replaceAll('"', '""')}"\n"${TEMPLATE.replaceAll('"', '""')}"\n`,
    [JSON.stringify(PROGRAM), TEMPLATE],
  ],
])('row 16: a prompt or its syntax tree in a seed stays data: %s', async (name, text, values) => {
  expect(await valuesIn(name, text)).toEqual(values);
  expect('P' in globalThis).toBe(false);
});
