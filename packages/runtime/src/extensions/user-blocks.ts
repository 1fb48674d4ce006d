import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { customBlocksDir } from '@datagenflow/builtins';
import {
  NotFoundError,
  type Clock,
  type DependencyStatus,
  type EventSink,
  type InstalledDependencies,
  type Source,
} from '@datagenflow/contracts';
import {
  loadExtensions,
  restorePackages,
  watchFiles,
  type FileChange,
  type FileWatch,
  type LoadedExtensions,
} from '@datagenflow/extensions';
import type { BlockRegistry } from '@datagenflow/registry';
import type { RuntimeConfig } from '../config.js';
import { installDependencies } from './install-dependencies.js';

/** What user blocks are loaded with. */
export interface UserBlocksParts {
  config: RuntimeConfig;
  registry: BlockRegistry;
  clock: Clock;
  emit: EventSink;
  warn(message: string): void;
  /** Whether their files are watched. */
  isWatching: boolean;
}

const SOURCES: readonly Source[] = ['user', 'custom'];

/**
 * The blocks of the user, loaded, registered and kept so while their files change. What can’t be
 * used is listed with the reason, and told. Disposing ends the processes that they run in.
 */
export class UserBlocks implements AsyncDisposable {
  readonly #parts: UserBlocksParts;
  readonly #loaded: LoadedExtensions;
  readonly #watch: FileWatch | undefined;
  #installing: Promise<unknown> = Promise.resolve();
  #isClosed = false;

  private constructor(
    parts: UserBlocksParts,
    loaded: LoadedExtensions,
    watch: FileWatch | undefined,
  ) {
    this.#parts = parts;
    this.#loaded = loaded;
    this.#watch = watch;
  }

  static async open(parts: UserBlocksParts): Promise<UserBlocks> {
    const { config, warn } = parts;
    const directory = join(config.dataDir, 'extensions');
    await restorePackages(directory);
    await using opening = new AsyncDisposableStack();
    const opened = Promise.withResolvers<UserBlocks>();
    opened.promise.catch(() => undefined);
    const watch = parts.isWatching
      ? opening.use(await watchBlocks(parts, opened.promise))
      : undefined;
    opening.defer(() => opened.reject(new Error('The blocks could not be opened')));
    const loaded = opening.use(
      await loadExtensions({
        blocksDir: config.blocksDir,
        customDir: customBlocksDir,
        buildDir: join(directory, 'build'),
        packagesDirs: [join(directory, 'node_modules')],
      }),
    );
    const blocks = new UserBlocks(parts, loaded, watch);
    blocks.#register();
    for (const { info } of loaded.blocks) {
      if (!info.available) warn(`Block '${info.type}' is unavailable: ${info.error ?? ''}`);
    }
    opened.resolve(blocks);
    opening.move();
    return blocks;
  }

  /** A file is about to be read again. */
  prepareReload(): void {
    this.#loaded.prepareReload();
  }

  /** Reads the files again: all, or those that these paths concern. */
  async reload(changed?: readonly string[]): Promise<void> {
    const changes = await this.#loaded.reload(changed);
    if (changes.length === 0 || this.#isClosed) return;
    this.#register();
    for (const change of changes) this.#tell(change);
  }

  /** What is installed of what a block declares. @throws NotFoundError `block_not_found` */
  async dependencies(type: string): Promise<DependencyStatus[]> {
    const found = await this.#loaded.checkDependencies(type);
    if (found !== undefined) return found;
    throw new NotFoundError(`Block '${type}' is not a block of the user.`, {
      code: 'block_not_found',
      detail: { block_type: type },
    });
  }

  /** Installs what a block declares and is missing, after what is being installed. */
  install(type: string): Promise<InstalledDependencies> {
    const work = this.#installing.then(async () => {
      const dependencies = await this.dependencies(type);
      const { config, emit } = this.#parts;
      const tryBlock = (packagesDir: string) => this.#loaded.tryBlock(type, [packagesDir]);
      const done = await installDependencies(type, dependencies, { config, emit, tryBlock });
      await this.reload();
      return done;
    });
    this.#installing = work.catch(() => undefined);
    return work;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    await Promise.all([this.#watch?.[Symbol.asyncDispose](), this.#loaded[Symbol.asyncDispose]()]);
  }

  #register(): void {
    for (const source of SOURCES) {
      const own = this.#loaded.blocks.filter(({ info }) => info.source === source);
      this.#parts.registry.replaceAll(source, own);
    }
    this.#watch?.add(this.#loaded.inputs);
  }

  #tell({ file, types: names, error }: FileChange): void {
    const { emit, warn } = this.#parts;
    const about = { kind: 'block', file, names } as const;
    if (error === undefined) return emit({ type: 'extension:reloaded', ...about });
    warn(`${file} can’t be used as it is now: ${error}`);
    emit({ type: 'extension:failed', ...about, error });
  }
}

/** Watches before anything is loaded, so that no change is missed. */
async function watchBlocks(
  { config, clock, warn }: UserBlocksParts,
  opened: Promise<UserBlocks>,
): Promise<FileWatch> {
  await mkdir(config.blocksDir, { recursive: true });
  return watchFiles({
    directories: [config.blocksDir, customBlocksDir].filter((directory) => existsSync(directory)),
    debounceMs: config.hotReload.debounceMs,
    clock,
    stirred: () => void opened.then((blocks) => blocks.prepareReload()).catch(() => undefined),
    changed: async (paths) => (await opened).reload(paths),
    failed: (error) => warn(`Blocks could not be read again: ${String(error)}`),
  });
}
