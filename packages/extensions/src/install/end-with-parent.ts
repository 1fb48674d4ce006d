import { Worker } from 'node:worker_threads';

/*
 * Preloaded by npm when we run it: it ends with its parent, which holds the other end of its stdin,
 * and does not keep it from ending itself.
 */
const watcher = new Worker(
  import.meta.url.endsWith('.ts')
    ? new URL('../host/watch-parent.ts', import.meta.url)
    : new URL('../host/watch-parent.js', import.meta.url),
);
watcher.unref();
