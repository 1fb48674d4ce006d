import { once } from 'node:events';
import { flushCompileCache } from 'node:module';
import { Worker } from 'node:worker_threads';
import type { FromHost, ToHost } from '../wire/messages.js';
import { createOutbox } from '../wire/create-outbox.js';
import { captureOutput } from './capture-output.js';
import { RequestServer } from './request-server.js';

/* The program of a block host. Blocks see no environment: Node has read what is taken out here. */
delete process.env['NODE_COMPILE_CACHE'];

const watcher = new Worker(
  import.meta.url.endsWith('.ts')
    ? new URL('./watch-parent.ts', import.meta.url)
    : new URL('./watch-parent.js', import.meta.url),
);
await once(watcher, 'online');

const post = createOutbox<FromHost>(
  (message, sent) => process.send?.(message, undefined, {}, sent) ?? true,
);
const server = new RequestServer(post, () => process.memoryUsage.rss());

captureOutput(process, () => {
  const pass = server.current;
  return pass && ((line) => pass.log(line));
});
process.on('uncaughtException', (error) => server.blame(error));
process.on('unhandledRejection', (error) => server.blame(error));
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
process.on('SIGTERM', () => undefined);
process.on('message', (message: ToHost) => server.receive(message));
post({ type: 'ready' });
flushCompileCache();
