import { existsSync } from 'node:fs';
import { mkdir, realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { DependencyStatus, Source } from '@datagenflow/contracts';
import type { RegisteredBlock } from '@datagenflow/registry';
import { loadBlockFile, type LoadContext, type LoadedFile } from './blocks/load-block-file.js';
import { refuseDuplicates } from './blocks/refuse-duplicates.js';
import { KeptBuilds } from './build/kept-builds.js';
import { discoverBlockFiles } from './discover/discover-block-files.js';
import { checkDependencies, placesOf } from './packages/check-dependencies.js';
import { HostPool } from './pool/host-pool.js';
import type { PoolOptions } from './pool/pool-options.js';
import { compareFiles, isAffected, isNew, type FileChange } from './reload/compare-files.js';

/** Where blocks lie and how they are run. */
export interface ExtensionOptions {
  /** Blocks of the user. Created when it is missing. */
  blocksDir: string;
  /** Blocks of whoever works in a clone. */
  customDir?: string;
  /** Where built blocks go, until nothing uses them; several processes may share it. */
  buildDir: string;
  /** `node_modules` directories that hold installed dependencies, searched last. */
  packagesDirs?: readonly string[];
  pool?: Partial<PoolOptions>;
}

/** Loaded blocks, as long as they are not disposed of: that ends their hosts. */
export interface LoadedExtensions extends AsyncDisposable {
  /** Available or not, one per source and type, as of the last reload. */
  readonly blocks: RegisteredBlock[];
  /** Absolute paths of what they were made from. */
  readonly inputs: string[];
  /** Makes ready for a reload that is likely to come soon. */
  prepareReload(): void;
  /**
   * Reads the files again: all, or those that these absolute paths concern; a new file has to be
   * among these, since it may still be written to. What is open goes on
   * with the code it was opened with. One at a time. Tells what changed.
   */
  reload(changed?: readonly string[]): Promise<FileChange[]>;
  /** What is installed of what a block declares; undefined for a type that is not there. */
  checkDependencies(type: string): Promise<DependencyStatus[] | undefined>;
  /** Loads the file of a block aside, with other directories of packages; undefined: it works. */
  tryBlock(type: string, packagesDirs: readonly string[]): Promise<string | undefined>;
}

/**
 * Finds, builds and loads all blocks. What is wrong with a file concerns its blocks only: they are
 * listed as unavailable, with the error.
 */
export async function loadExtensions(options: ExtensionOptions): Promise<LoadedExtensions> {
  await using starting = new AsyncDisposableStack();
  const pool = starting.use(new HostPool(options.pool));
  const loader = new ExtensionLoader(options, pool);
  await loader.reload();
  starting.move();
  return loader;
}

const SOURCES: readonly Source[] = ['user', 'custom'];

class ExtensionLoader implements LoadedExtensions {
  readonly #options: ExtensionOptions;
  readonly #pool: HostPool;
  readonly #builds: KeptBuilds;
  #files: LoadedFile[] = [];
  #blocks: RegisteredBlock[] = [];
  #work: Promise<unknown> = Promise.resolve();

  constructor(options: ExtensionOptions, pool: HostPool) {
    this.#options = options;
    this.#pool = pool;
    this.#builds = new KeptBuilds(resolve(options.buildDir));
  }

  get blocks(): RegisteredBlock[] {
    return this.#blocks;
  }

  get inputs(): string[] {
    return [...new Set(this.#files.flatMap(({ inputs }) => inputs))];
  }

  prepareReload(): void {
    this.#pool.prepareInspection();
  }

  reload(changed?: readonly string[]): Promise<FileChange[]> {
    const work = this.#work.then(() => this.#reload(changed));
    this.#work = work.catch(() => undefined);
    return work;
  }

  async checkDependencies(type: string): Promise<DependencyStatus[] | undefined> {
    const found = this.#find(type);
    if (found === undefined) return undefined;
    const { file, info } = found;
    return checkDependencies(type, info.dependencies, placesOf(file.file, this.#packagesDirs));
  }

  async tryBlock(type: string, packagesDirs: readonly string[]): Promise<string | undefined> {
    const found = this.#find(type);
    if (found === undefined) return `There is no block ${type} any more.`;
    const { file, info } = found;
    const context = { ...this.#contextOf(info.source), packagesDirs };
    const { blocks } = await loadBlockFile(file.file, context);
    const tried = blocks.find(({ block }) => block.info.type === type)?.block.info;
    if (tried === undefined) return `${file.file.name} does not export ${type}.`;
    return tried.available ? undefined : (tried.error ?? '');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pool[Symbol.asyncDispose]();
    await this.#work;
  }

  get #packagesDirs(): string[] {
    return (this.#options.packagesDirs ?? []).map((directory) => resolve(directory));
  }

  async #reload(changed: readonly string[] | undefined): Promise<FileChange[]> {
    const before = this.#files;
    const bySource = await Promise.all(SOURCES.map((source) => this.#load(source, changed)));
    this.#files = bySource.flat();
    this.#blocks = bySource.flatMap((files) =>
      refuseDuplicates(files.flatMap(({ blocks }) => blocks)),
    );
    const changes = compareFiles(before, this.#files);
    if (changes.length > 0) this.#pool.renew();
    this.#pool.endPreparation();
    await this.#builds.prune(Date.now());
    return changes;
  }

  async #load(source: Source, changed: readonly string[] | undefined): Promise<LoadedFile[]> {
    const { blocksDir, customDir } = this.#options;
    const directory = source === 'user' ? blocksDir : customDir;
    if (source === 'user') await mkdir(blocksDir, { recursive: true });
    if (directory === undefined || !existsSync(directory)) return [];
    const found = await discoverBlockFiles(await realpath(directory));
    const context = this.#contextOf(source);
    const loading = found.map(async (file) => {
      const before = this.#files.find((known) => known.file.path === file.path);
      const isConcerned = before ? isAffected(before, changed) : isNew(file, changed);
      return isConcerned ? loadBlockFile(file, context, before) : before;
    });
    return (await Promise.all(loading)).filter((file) => file !== undefined);
  }

  #contextOf(source: Source): LoadContext {
    const [pool, builds] = [this.#pool, this.#builds];
    return { source, pool, builds, buildDir: builds.directory, packagesDirs: this.#packagesDirs };
  }

  /** The block that is in use under this name, and its file. */
  #find(type: string) {
    for (const file of this.#files) {
      const found = file.blocks.find(({ block }) => block.info.type === type);
      if (found !== undefined) return { file, info: found.block.info };
    }
    return undefined;
  }
}
