import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { loadExtensions, type LoadedExtensions } from '../load-extensions.js';
import type { PoolOptions } from '../pool/pool-options.js';

/** A directory of a team, in tests. */
export interface TemporaryProject extends AsyncDisposable {
  readonly root: string;
  readonly blocksDir: string;
  /** Writes files, by path relative to the root. */
  write(files: Record<string, string>): Promise<void>;
  /** Loads `user_blocks`, with hosts that are judged sooner. */
  load(pool?: Partial<PoolOptions>): Promise<LoadedExtensions>;
}

/** Makes one, with these files in its `user_blocks`. */
export async function createProject(
  blocks: Record<string, string> = {},
): Promise<TemporaryProject> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'datagenflow-')));
  const blocksDir = join(root, 'user_blocks');
  const write = async (files: Record<string, string>): Promise<void> => {
    for (const [name, text] of Object.entries(files)) {
      const path = join(root, name);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, text);
    }
  };
  await write(
    Object.fromEntries(Object.entries(blocks).map(([name, text]) => [`user_blocks/${name}`, text])),
  );
  return {
    root,
    blocksDir,
    write,
    load: (pool) =>
      loadExtensions({
        blocksDir,
        customDir: join(root, 'custom'),
        buildDir: join(root, 'data/extensions/build'),
        packagesDirs: [join(root, 'data/extensions/node_modules')],
        pool: {
          maxHosts: 1,
          pingMs: 100,
          unresponsiveMs: 600,
          abortAckMs: 300,
          describeLimitMs: 5_000,
          ...pool,
        },
      }),
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }),
  };
}

/** Source of a module with one block. `body` is that of `execute`. */
export function blockModule(
  type: string,
  body: string,
  options: { definition?: object; top?: string; members?: string } = {},
): string {
  const definition = {
    name: type,
    description: 'A block of a test',
    inputs: [],
    outputs: ['*'],
    ...options.definition,
  };
  return `import { BaseBlock, Type, ValidationError, block } from '@datagenflow/block-sdk';
${options.top ?? ''}
export const ${type} = block(class extends BaseBlock.define(${JSON.stringify(definition)}) {
  ${options.members ?? ''}
  async execute(context) {
    ${body}
  }
});
`;
}
