import { once } from 'node:events';
import { readdir, stat } from 'node:fs/promises';
import { readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { BOUNDARY, FORM_END, part, post, sendText } from './support/send-raw.js';
import { startTestServer, type TestServer } from './support/test-server.js';

const SOON = { timeout: 30_000, interval: 5 };

const MB = 1024 ** 2;
const seeds = '[{"metadata":{"content":"a"}}]';
const isLinux = process.platform === 'linux';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  await server.send('POST', '/api/pipelines/from_template/text_classification');
});
afterAll(() => server[Symbol.asyncDispose]());

/** Fails unless the server is well and nothing of an upload is left. */
afterEach(async () => {
  const { status } = await server.get('/health');
  await vi.waitFor(async () => {
    const left = { status, bugs: server.bugs, files: await readUploads() };
    const isClean = status === 200 && left.bugs.length === 0 && left.files.length === 0;
    if (!isClean) throw new Error(`Left behind: ${inspect(left)}`);
  }, SOON);
});

const readUploads = () => readdir(join(server.dataDir, 'uploads'));
const collectGarbage = (): void => {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
};
const countFiles = () => (isLinux ? readdirSync('/proc/self/fd').length : 0);
const generate = (body: Iterable<string | Buffer>, headers?: Record<string, string>) =>
  post(server.port, '/api/generate', body, headers);

describe('row 27: a form that is not as it should be', () => {
  test.each<[string, number, string, string[]]>([
    ['an empty field name', 400, 'upload_missing_field_name', [part('', 'x')]],
    [
      'a field without a name',
      400,
      'upload_missing_field_name',
      [part('x', 'y').replace('; name="x"', '')],
    ],
    ['a name of 101 bytes', 400, 'upload_field_key', [part('n'.repeat(101), 'x')]],
    ['a nested name', 400, 'upload_field_nesting', [part('options[a][b]', 'x')]],
    ['a prototype', 400, 'upload_field_nesting', [part('__proto__[a]', 'x')]],
    [
      '11 fields',
      400,
      'upload_field_count',
      Array.from({ length: 11 }, (_, i) => part(`f${i}`, 'x')),
    ],
    [
      '10,001 parts',
      400,
      'upload_field_count',
      Array.from({ length: 10_001 }, (_, i) => part(`f${i % 9}`, 'x')),
    ],
    [
      'two files',
      400,
      'upload_file_count',
      [part('file', seeds, 'a.json'), part('file', seeds, 'b.json')],
    ],
    ['a file under another name', 400, 'upload_unexpected_file', [part('seeds', seeds, 'a.json')]],
    ['a field of more than 1 MB', 413, 'upload_field_value', [part('options', 'x'.repeat(MB + 1))]],
    [
      'a field twice',
      400,
      'form_invalid',
      [part('file', seeds, 'a.json'), part('pipeline_id', '1'), part('pipeline_id', '1')],
    ],
    ['an end too early', 400, 'form_invalid', [part('file', seeds, 'a.json').slice(0, -12)]],
  ])('%s', async (_name, status, code, parts) => {
    const isWhole = code !== 'form_invalid' || parts.length > 1;
    const answer = await generate([...parts, ...(isWhole ? [FORM_END] : [])]);
    expect(answer).toMatchObject({ status, body: { code } });
    expect(answer.body.error.length).toBeGreaterThan(10);
  });

  test.each([
    ['no boundary', 'multipart/form-data', 400, 'form_invalid'],
    ['an empty boundary', 'multipart/form-data; boundary=', 400, 'file_required'],
    ['another boundary', 'multipart/form-data; boundary=other', 400, 'form_invalid'],
    ['plain text', 'text/plain', 415, 'content_type_not_supported'],
    [
      'a form of another kind',
      'application/x-www-form-urlencoded',
      415,
      'content_type_not_supported',
    ],
  ])('%s', async (_name, type, status, code) => {
    const body = [part('file', seeds, 'a.json'), FORM_END];
    const answer = await generate(body, { 'Content-Type': type });
    expect(answer).toMatchObject({ status, body: { code } });
  });

  test('10,001 headers of a part', async () => {
    const headers = Array.from({ length: 10_001 }, (_, i) => `X-${i}: y\r\n`).join('');
    const body = part('file', seeds, 'a.json').replace('\r\n', `\r\n${headers}`);
    const answer = await generate([body, part('pipeline_id', '1'), FORM_END]);
    expect(answer.status).toBe(400);
  });
});

test('row 27: fields in any order, before or behind the file', async () => {
  const [file, id, options] = [
    part('file', seeds, 'Über "a".json'.replaceAll('"', '%22')),
    part('pipeline_id', '1'),
    part('options', '{"concurrency":2}'),
  ];
  for (const form of [
    [file, id, options],
    [options, id, file],
    [id, file, options],
  ]) {
    const { status, body } = await generate([...form, FORM_END]);
    expect(status).toBe(200);
    const job = await server.runtime.runner.finished(Number(body.job_id));
    expect(job).toMatchObject({ status: 'completed', options: { concurrency: 2 } });
    await server.runtime.storage.jobs.deleteJob(job.id);
  }
});

describe('row 27: the file of a job', () => {
  const bad = [...Array<string>(150).fill('{"metadata":{"content":"a"}}'), '{'].join('\n');
  const start = async (pipelineId: number, name: string, text: string): Promise<number> => {
    const answer = await server.upload({ pipeline_id: String(pipelineId) }, { name, text });
    const { job_id } = (await answer.json()) as { job_id: number };
    await server.runtime.runner.finished(job_id);
    return job_id;
  };

  test('is deleted when its seeds are stored, and the job runs again without it', async () => {
    const id = await start(1, 'seeds.json', seeds);
    expect(await readUploads()).toEqual([]);
    const again = await server.send('POST', `/api/jobs/${id}/rerun`, {});
    const { job_id } = (await again.json()) as { job_id: number };
    expect(await server.runtime.runner.finished(job_id)).toMatchObject({ status: 'completed' });
  });

  test('stays with a job that could not read it all, until that is deleted', async () => {
    const id = await start(1, 'bad.jsonl', bad);
    expect(await readUploads()).toHaveLength(1);
    await server.send('DELETE', `/api/jobs/${id}?purge=true`);
    await vi.waitFor(async () => expect(await readUploads()).toEqual([]), SOON);
  });

  test('goes with its pipeline', async () => {
    const made = await server.send('POST', '/api/pipelines/from_template/text_classification');
    const { id } = (await made.json()) as { id: number };
    await start(id, 'bad.jsonl', bad);
    expect(await readUploads()).toHaveLength(1);
    await server.send('DELETE', `/api/pipelines/${id}`);
    await vi.waitFor(async () => expect(await readUploads()).toEqual([]), SOON);
  });
});

describe('row 27: an upload that is broken off', () => {
  const head = (length: number, port = server.port) =>
    [
      'POST /api/generate HTTP/1.1',
      `Host: localhost:${port}`,
      `Content-Type: multipart/form-data; boundary=${BOUNDARY}`,
      `Content-Length: ${length}`,
      '\r\n',
    ].join('\r\n');

  test('500 aborts at 50 % leave no file, no open descriptor and no memory', async () => {
    const form = part('file', 'x'.repeat(200_000), 'a.txt');
    const abort = async () => {
      const socket = connect(server.port, '127.0.0.1');
      socket.write(head(form.length * 2) + form);
      await vi.waitFor(async () => expect(await readUploads()).not.toEqual([]), SOON);
      socket.destroy();
      await once(socket, 'close');
    };
    const abortMany = async (times: number) => {
      for (let i = 0; i < times; i += 10) await Promise.all(Array.from({ length: 10 }, abort));
      await vi.waitFor(async () => expect(await readUploads()).toEqual([]), SOON);
      collectGarbage();
    };
    await abortMany(500);
    const [files, memory] = [countFiles(), process.memoryUsage().rss];
    await abortMany(500);
    await vi.waitFor(() => expect(countFiles()).toBeLessThanOrEqual(files), SOON);
    expect(process.memoryUsage().rss - memory).toBeLessThan(20 * MB);
  });

  test('aborts and resets at any moment of a large one leave nothing', async () => {
    const form = part('file', 'x'.repeat(4 * MB), 'a.txt');
    const abort = async (delayMs: number) => {
      const socket = connect(server.port, '127.0.0.1').on('error', () => undefined);
      const closed = new Promise((done) => socket.once('close', done));
      socket.write(head(form.length * 2) + form);
      await new Promise((done) => setTimeout(done, delayMs));
      if (delayMs % 2 === 0) socket.destroy();
      else socket.resetAndDestroy();
      await closed;
    };
    const files = countFiles();
    for (let i = 0; i < 20; i += 1) {
      await Promise.all([i, i + 1, i + 2, i + 3, i + 4].map(abort));
    }
    await vi.waitFor(() => expect(countFiles()).toBeLessThanOrEqual(files), 10_000);
    await vi.waitFor(async () => expect(await readUploads()).toEqual([]), 10_000);
  });

  test('a length that says too much is 408 when nothing comes any more', async () => {
    await using impatient = await startTestServer({}, { limits: { uploadIdleMs: 300 } });
    const { port, dataDir } = impatient;
    const body = part('file', 'x'.repeat(MB), 'a.txt') + part('pipeline_id', '1');
    const answer = await sendText(port, head(body.length + 5_000, port) + body);
    expect(answer).toContain('408 Request Timeout');
    expect(answer).toContain('body_too_slow');
    await vi.waitFor(async () => expect(await readdir(join(dataDir, 'uploads'))).toEqual([]), SOON);
    expect(impatient.bugs).toEqual([]);
  });

  test('a length that says too little is 400', async () => {
    const body = part('file', seeds, 'a.json') + part('pipeline_id', '1') + FORM_END;
    const answer = await sendText(server.port, head(body.length - 40) + body, true);
    expect(answer).toMatch(/^HTTP\/1.1 400 /);
  });

  test('more than 2 GB is 413 before anything is read', async () => {
    const socket = connect(server.port, '127.0.0.1').setEncoding('utf8');
    socket.write(head(3 * 1024 ** 3));
    const [answer] = (await once(socket, 'data')) as [string];
    socket.destroy();
    expect(answer).toContain('413 Payload Too Large');
    expect(answer).toContain('upload_file_size');
  });

  test('who goes on sending such an upload is answered first, and then cut off', async () => {
    let sent = 0;
    function* endless() {
      const piece = Buffer.alloc(MB);
      for (; sent < 3 * 1024; sent += 1) yield piece;
    }
    const headers = { 'Content-Length': String(3 * 1024 ** 3) };
    const answer = await generate(endless(), headers);
    expect(answer).toMatchObject({ status: 413, body: { code: 'upload_file_size' } });
    await vi.waitFor(async () => {
      const before = sent;
      await new Promise((done) => setTimeout(done, 100));
      expect(sent).toBe(before);
    }, 10_000);
    expect(sent).toBeLessThan(1_024);
  });
});

describe('row 27: what the disk has no room for', () => {
  const refusal = { status: 507, body: { code: 'disk_full' } };

  test('is 507 before anything is read, 64 MB aside', async () => {
    const readFreeBytes = () => Promise.resolve(64 * MB + 1_000);
    await using small = await startTestServer({}, { readFreeBytes });
    const body = part('file', 'x'.repeat(2_000), 'a.txt') + FORM_END;
    const headers = { 'Content-Length': String(body.length) };
    expect(await post(small.port, '/api/generate', [body], headers)).toMatchObject(refusal);
    const form = new FormData();
    form.set('file', new Blob([Buffer.alloc(32 * MB)]), 'a.txt');
    for (let i = 0; i < 2; i += 1) {
      const answer = await fetch(`${small.url}/api/generate`, { method: 'POST', body: form });
      expect({ status: answer.status, body: await answer.json() }).toMatchObject(refusal);
    }
  });

  test('is 507 while it is written, however many say nothing of their length', async () => {
    let most = 0;
    const readFreeBytes = async () => {
      const names = await readdir(join(small.dataDir, 'uploads'));
      const paths = names.map((name) => join(small.dataDir, 'uploads', name));
      const sizes = await Promise.all(
        paths.map(async (path) => (await stat(path).catch(() => ({ size: 0 }))).size),
      );
      const written = sizes.reduce((sum, size) => sum + size, 0);
      most = Math.max(most, written);
      return 134 * MB - written;
    };
    await using small = await startTestServer({}, { readFreeBytes });
    function* form() {
      yield part('file', '', 'a.txt').slice(0, -2);
      const piece = Buffer.alloc(64 * 1024, 'x');
      for (let i = 0; i < 640; i += 1) yield piece;
      yield `\r\n${FORM_END}`;
    }
    const answers = await Promise.all(
      Array.from({ length: 3 }, () => post(small.port, '/api/generate', form())),
    );
    const refused = answers.filter(({ status }) => status === 507);
    expect(refused.length).toBeGreaterThan(0);
    for (const answer of refused) expect(answer).toMatchObject(refusal);
    expect(most).toBeLessThan(72 * MB);
    expect(await readdir(join(small.dataDir, 'uploads'))).toEqual([]);
  });
});

test('row 29: a line of 1 GB without an end is 422 in flat memory', async () => {
  function* form() {
    yield part('file', '', 'a.jsonl').slice(0, -2) + '{"metadata":{"content":"';
    const piece = Buffer.alloc(MB, 'x');
    for (let i = 0; i < 1_024; i += 1) yield piece;
    yield `\r\n${part('pipeline_id', '1')}${FORM_END}`;
  }
  const before = process.memoryUsage().rss;
  let most = before;
  const watch = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 5);
  const answer = await generate(form());
  clearInterval(watch);
  expect(answer).toMatchObject({ status: 422, body: { code: 'record_too_large' } });
  expect(answer.body.detail).toMatchObject({ line: 1, limit: 8 * MB });
  expect(most - before).toBeLessThan(200 * MB);
});
