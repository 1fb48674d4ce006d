import { Socket } from 'node:net';

/*
 * Runs in a thread of a runner. Its server holds the other end of stdin: when that closes, because
 * the server is gone, the runner ends, even while its main thread is busy.
 */
const end = (): void => {
  process.kill(process.pid, 'SIGKILL');
};

new Socket({ fd: 0, readable: true, writable: false }).on('error', end).on('close', end).resume();
