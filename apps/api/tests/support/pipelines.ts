import type { PipelineSaved } from '@datagenflow/contracts';
import type { TestServer } from './test-server.js';

/** A step that writes about the seed’s `topic`. */
export const WRITER = { type: 'TextGenerator', config: { user_prompt: 'About {{ topic }}' } };

/** A step that writes a shorter text beside it. */
export const CUTTER = {
  type: 'TextGenerator',
  config: { user_prompt: 'Shorten {{ assistant }}' },
  outputs: { assistant: 'short' },
};

/** Asks a server in JSON, whatever it answers. */
export async function callJson<T>(
  server: TestServer,
  method: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; body: T }> {
  const response = await server.send(method, path, body);
  return { status: response.status, body: (await response.json()) as T };
}

/** Saves a pipeline and gives its id. */
export async function createPipeline(server: TestServer, definition: unknown): Promise<number> {
  return (await callJson<PipelineSaved>(server, 'POST', '/api/pipelines', definition)).body.id;
}
