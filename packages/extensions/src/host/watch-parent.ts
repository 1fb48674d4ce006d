import { Socket } from 'node:net';

/*
 * Runs in a thread of a block host. Its parent holds the other end of stdin: when that closes,
 * because the parent is gone or wants the host gone, the host ends with all it has started, even
 * while its main thread spins.
 */
const end = (): void => {
  const OWN_GROUP = 0;
  process.kill(OWN_GROUP, 'SIGKILL');
};

new Socket({ fd: 0, readable: true, writable: false }).on('error', end).on('close', end).resume();
