import assert from 'node:assert/strict';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { systemClock } from '@datagenflow/contracts';
import { loadExtensions, watchFiles } from '@datagenflow/extensions';
import { closedPass, stepInput } from './call-block.ts';
import { createTemporaryDirectory } from './temporary-directory.ts';

/** How long a file has to rest before it is read. */
export const DEBOUNCE_MS = 100;

/** Blocks that are watched as a server does, one of which is saved again and again. */
export interface WatchedBlocks extends AsyncDisposable {
  /** Saves another version; gives the milliseconds until it is in the catalog. */
  save(version: number): Promise<number>;
  /** Runs the block that was saved; throws unless it is this version. */
  run(version: number): Promise<void>;
}

/** Writes so many block files, loads and watches them. */
export async function watchBlocks(count: number): Promise<WatchedBlocks> {
  await using opening = new AsyncDisposableStack();
  const { path: root } = opening.use(await createTemporaryDirectory());
  const blocksDir = path.join(root, 'blocks');
  await mkdir(blocksDir);
  for (let n = 0; n < count; n += 1) await write(blocksDir, n, 0);
  const loaded = opening.use(
    await loadExtensions({ blocksDir, buildDir: path.join(root, 'build') }),
  );
  let reloaded = Promise.withResolvers<void>();
  const watch = await watchFiles({
    directories: [blocksDir],
    debounceMs: DEBOUNCE_MS,
    clock: systemClock,
    stirred: () => loaded.prepareReload(),
    changed: async (paths) => {
      const changes = await loaded.reload(paths);
      if (changes.length > 0) reloaded.resolve();
    },
    failed: (error) => reloaded.reject(error),
  });
  opening.use(watch);
  const open = opening.move();
  return {
    async save(version) {
      reloaded = Promise.withResolvers();
      await write(blocksDir, 0, version);
      const start = performance.now();
      await reloaded.promise;
      return performance.now() - start;
    },
    async run(version) {
      const block = loaded.blocks.find(({ info }) => info.type === 'Saved0');
      assert(block?.info.available, block?.info.error ?? 'There is no such block');
      await using instance = await block.open({});
      const result = await instance.execute(stepInput({}), () => closedPass, closedPass.signal);
      assert.deepEqual(result, { kind: 'output', output: { version } });
    },
    [Symbol.asyncDispose]: () => open[Symbol.asyncDispose](),
  };
}

/** At once, as editors do. */
async function write(directory: string, n: number, version: number): Promise<void> {
  const text = `import { BaseBlock, block } from '@datagenflow/block-sdk';
export const Saved${n} = block(
  class extends BaseBlock.define({
    name: 'Saved', description: 'Tells its version', inputs: [], outputs: ['version'],
  }) {
    async execute() {
      return { version: ${version} };
    }
  },
);
`;
  const aside = path.join(directory, `.saved${n}`);
  await writeFile(aside, text);
  await rename(aside, path.join(directory, `saved${n}.ts`));
}
