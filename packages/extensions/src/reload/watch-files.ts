import { once } from 'node:events';
import { mkdir, realpath } from 'node:fs/promises';
import { relative } from 'node:path';
import { watch } from 'chokidar';
import { SettlePaths, type SettleOptions } from './settle-paths.js';

/** What is watched, and who is told. */
export interface WatchOptions extends SettleOptions {
  /** Created when they are missing. */
  directories: readonly string[];
  /** Told of each change at once, before it has come to rest. */
  stirred?: () => void;
  /** Takes absolute paths that have changed and come to rest; what it throws goes to `failed`. */
  changed: (paths: string[]) => Promise<void>;
  failed: (error: unknown) => void;
}

/** Watches files until it is disposed of. */
export interface FileWatch extends AsyncDisposable {
  /** Watches further files, wherever they lie. */
  add(paths: readonly string[]): void;
}

/**
 * Watches directories, but for `node_modules` and what begins with a dot. Changes that come to rest
 * while others are being dealt with are told together, afterwards.
 */
export async function watchFiles(options: WatchOptions): Promise<FileWatch> {
  const directories = await Promise.all(options.directories.map(open));
  const isIgnored = (path: string): boolean =>
    directories.some((directory) => SKIPPED.test(relative(directory, path)));
  const watcher = watch(directories, { ignoreInitial: true, ignored: isIgnored });
  const batches = new Batches(options);
  const settling = new SettlePaths(options, (path) => batches.add(path));
  watcher.on('all', (event, path) => {
    if (event.endsWith('Dir')) return;
    options.stirred?.();
    settling.note(path);
  });
  watcher.on('error', options.failed);
  await once(watcher, 'ready');
  return {
    add: (paths) => void watcher.add([...paths]),
    [Symbol.asyncDispose]: async () => {
      settling[Symbol.dispose]();
      await watcher.close();
      await batches.idle;
    },
  };
}

/** A part of a path within the directory; `..` leads out of it. */
const SKIPPED = /(?:^|[\\/])(?:node_modules(?:$|[\\/])|\.(?!\.?(?:$|[\\/])))/;

async function open(directory: string): Promise<string> {
  await mkdir(directory, { recursive: true });
  return realpath(directory);
}

/** Deals with what has gathered, one batch after the other. */
class Batches {
  readonly #options: Pick<WatchOptions, 'changed' | 'failed'>;
  readonly #paths = new Set<string>();
  #idle: Promise<void> | undefined;

  constructor(options: Pick<WatchOptions, 'changed' | 'failed'>) {
    this.#options = options;
  }

  get idle(): Promise<void> | undefined {
    return this.#idle;
  }

  add(path: string): void {
    this.#paths.add(path);
    this.#idle ??= this.#work();
  }

  async #work(): Promise<void> {
    while (this.#paths.size > 0) {
      await new Promise((done) => setImmediate(done));
      const paths = [...this.#paths];
      this.#paths.clear();
      try {
        await this.#options.changed(paths);
      } catch (error) {
        this.#options.failed(error);
      }
    }
    this.#idle = undefined;
  }
}
