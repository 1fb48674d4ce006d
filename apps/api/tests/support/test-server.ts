import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRuntime, readConfig, type Runtime, type RuntimeOptions } from '@datagenflow/runtime';
import { startServer } from '../../src/index.js';

/** A server over real HTTP with a data directory of its own, gone on dispose. */
export interface TestServer extends AsyncDisposable {
  url: string;
  port: number;
  dataDir: string;
  runtime: Runtime;
  /** What no handler expected. */
  bugs: unknown[];
  /** What the user was told at the start. */
  warnings: string[];
  get(path: string): Promise<Response>;
  send(method: string, path: string, body?: unknown): Promise<Response>;
  /** Starts a job over seeds and gives its id. */
  generate(pipelineId: number, seeds: unknown, options?: object): Promise<number>;
  /** Uploads a seed file as it is. */
  upload(fields: Record<string, string>, file: { name: string; text: string }): Promise<Response>;
}

export async function startTestServer(
  env: Record<string, string> = {},
  runtimeOptions: Pick<RuntimeOptions, 'runner'> = {},
): Promise<TestServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'dgf-api-'));
  const config = readConfig(dataDir, { PORT: '0', DATAGENFLOW_DATA_DIR: dataDir, ...env });
  const warnings: string[] = [];
  const runtime = await createRuntime(config, {
    warn: (message) => warnings.push(message),
    ...runtimeOptions,
  });
  const bugs: unknown[] = [];
  const server = await startServer(runtime, {
    webDir: undefined,
    reportBug: (_traceId, error) => bugs.push(error),
  });
  await runtime.runner.start();
  const call = (path: string, init?: RequestInit) => fetch(`${server.url}${path}`, init);
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
    get: (path) => call(path),
    send: (method, path, body) =>
      call(path, {
        method,
        ...(body === undefined
          ? {}
          : { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
      }),
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
