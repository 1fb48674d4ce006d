import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '@datagenflow/contracts';
import { createRuntime, readConfig, type Runtime, type RuntimeOptions } from '@datagenflow/runtime';
import { startServer, type ServerOptions } from '../../src/index.js';
import { answerChecker } from './check-answers.js';
import { makePages } from './make-pages.js';

/** What of a server a test may have otherwise. */
export interface TestOptions
  extends
    Pick<RuntimeOptions, 'runner' | 'searchMs' | 'readFreeBytes'>,
    Pick<ServerOptions, 'limits' | 'streamLimits'> {
  /** Of the server alone; jobs keep to real time. */
  serverClock?: Clock;
  /** Whether it serves pages too: those of `makePages`. */
  hasPages?: boolean;
}

/**
 * A server over real HTTP with a data directory of its own, gone on dispose. What `get`, `send`,
 * `upload` and `generate` are answered is checked against the API’s description.
 */
export interface TestServer extends AsyncDisposable {
  url: string;
  port: number;
  dataDir: string;
  runtime: Runtime;
  /** What no handler expected. */
  bugs: unknown[];
  /** What the user was told at the start. */
  warnings: string[];
  /** What was logged so far. */
  readonly log: string;
  get(path: string): Promise<Response>;
  send(method: string, path: string, body?: unknown): Promise<Response>;
  /** Stops taking requests, as a server that was told to stop. */
  stopAccepting(): void;
  /** Starts a job over seeds and gives its id. */
  generate(pipelineId: number, seeds: unknown, options?: object): Promise<number>;
  /** Uploads a seed file as it is. */
  upload(
    fields: Record<string, string>,
    file: { name: string; text: string | Uint8Array<ArrayBuffer> },
  ): Promise<Response>;
}

export async function startTestServer(
  env: Record<string, string> = {},
  how: TestOptions = {},
): Promise<TestServer> {
  const { runner, searchMs, readFreeBytes, serverClock, hasPages, ...serverOptions } = how;
  const dataDir = await mkdtemp(join(tmpdir(), 'dgf-api-'));
  const config = readConfig(dataDir, { PORT: '0', DATAGENFLOW_DATA_DIR: dataDir, ...env });
  const warnings: string[] = [];
  const logged: string[] = [];
  const runtime = await createRuntime(config, {
    warn: (message) => warnings.push(message),
    log: (text) => logged.push(text),
    ...(runner === undefined ? {} : { runner }),
    ...(searchMs === undefined ? {} : { searchMs }),
    ...(readFreeBytes === undefined ? {} : { readFreeBytes }),
  });
  const bugs: unknown[] = [];
  const served = serverClock === undefined ? runtime : { ...runtime, clock: serverClock };
  const server = await startServer(served, {
    webDir: hasPages === true ? await makePages(dataDir) : undefined,
    reportBug: (_traceId, error) => bugs.push(error),
    ...serverOptions,
  });
  await runtime.runner.start();
  const checkAnswer = answerChecker();
  const call = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const response = await fetch(`${server.url}${path}`, init);
    await checkAnswer(init.method ?? 'GET', path, response);
    return response;
  };
  const upload: TestServer['upload'] = (fields, { name, text }) => {
    const form = new FormData();
    for (const [key, value] of Object.entries(fields)) form.set(key, value);
    form.set('file', new Blob([text]), name);
    return call('/api/generate', { method: 'POST', body: form });
  };
  return {
    url: server.url,
    port: server.port,
    dataDir,
    runtime,
    bugs,
    warnings,
    get log() {
      return logged.join('');
    },
    get: (path) => call(path),
    send: (method, path, body) =>
      call(path, {
        method,
        ...(body === undefined
          ? {}
          : { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
      }),
    stopAccepting: server.stopAccepting,
    upload,
    generate: async (pipelineId, seeds, options) => {
      const response = await upload(
        { pipeline_id: String(pipelineId), options: JSON.stringify(options ?? {}) },
        { name: 'seeds.json', text: JSON.stringify(seeds) },
      );
      const body = (await response.json()) as { job_id: number; error?: string };
      if (!response.ok) throw new Error(body.error);
      return body.job_id;
    },
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]();
      await runtime[Symbol.asyncDispose]();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
