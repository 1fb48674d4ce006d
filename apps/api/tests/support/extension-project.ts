import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BlockInfo, ServerEvent } from '@datagenflow/contracts';
import { startTestServer, type TestServer } from './test-server.js';

/** A server with blocks and templates of a user. */
export interface Project extends AsyncDisposable {
  server: TestServer;
  events: ServerEvent[];
  blocks: string;
  templates: string;
  json<T>(path: string, method?: string): Promise<T>;
  find(type: string): Promise<BlockInfo | undefined>;
  count(type: ServerEvent['type'], file: string): number;
}

/** Starts one that watches its files, by path from its root, when its runner is a child. */
export async function startProject(
  files: Record<string, string>,
  env: Record<string, string> = {},
  runner: 'here' | 'child' = 'child',
): Promise<Project> {
  const root = await mkdtemp(join(tmpdir(), 'dgf-extensions-'));
  const [blocks, templates] = [join(root, 'blocks'), join(root, 'templates')];
  await mkdir(blocks);
  await mkdir(templates);
  for (const [name, text] of Object.entries(files)) await writeFile(join(root, name), text);
  const server = await startTestServer(
    {
      DATAGENFLOW_BLOCKS_PATH: blocks,
      DATAGENFLOW_TEMPLATES_PATH: templates,
      DATAGENFLOW_HOT_RELOAD_DEBOUNCE_MS: '100',
      ...env,
    },
    { runner },
  );
  const events: ServerEvent[] = [];
  server.runtime.events.subscribe((event) => events.push(event as ServerEvent));
  const json = async <T>(path: string, method = 'GET'): Promise<T> => {
    const response = await server.send(method, `/api/extensions/${path}`);
    return (await response.json()) as T;
  };
  return {
    server,
    events,
    blocks,
    templates,
    json,
    find: async (type) => (await json<BlockInfo[]>('blocks')).find((each) => each.type === type),
    count: (type, file) =>
      events.filter((event) => event.type === type && 'file' in event && event.file === file)
        .length,
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]();
      await rm(root, { recursive: true, force: true });
    },
  };
}

/** Source of a file with one block. */
export const block = (
  type: string,
  { top = '', dependencies = '', body = 'return { out: 1 };' } = {},
) =>
  `import { BaseBlock, block } from '@datagenflow/block-sdk';
${top}
export const ${type} = block(class extends BaseBlock.define({
  name: '${type}', description: 'For a test', inputs: [], outputs: ['out'], ${dependencies}
}) {
  async execute() { ${body} }
});`;
