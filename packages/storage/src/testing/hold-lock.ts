import { acquireInstanceLock } from '../instance-lock/acquire-instance-lock.js';

/** Holds the lock of a directory until it is killed. */
const lock = await acquireInstanceLock(process.argv[2] ?? '');
await lock.publish({ url: 'http://127.0.0.1:8000' });
process.stdout.write('held\n');
setInterval(() => undefined, 60_000);
