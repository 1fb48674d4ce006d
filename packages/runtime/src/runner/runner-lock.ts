import { join } from 'node:path';
import { DataGenFlowError, type Clock } from '@datagenflow/contracts';
import { acquireInstanceLock } from '@datagenflow/storage';

const POLL_MS = 20;
const LIMIT_MS = 10_000;

/**
 * Makes this process the one runner of a data directory. A runner whose server was killed ends by
 * itself in a moment; it is waited for.
 * @throws ConflictError `instance_locked` when another still runs after 10 seconds
 */
export async function acquireRunnerLock(dataDir: string, clock: Clock): Promise<AsyncDisposable> {
  const start = clock.now();
  for (;;) {
    try {
      return await acquireInstanceLock(runnerDirectory(dataDir));
    } catch (error) {
      const isHeld = error instanceof DataGenFlowError && error.code === 'instance_locked';
      if (!isHeld || clock.now() - start >= LIMIT_MS) throw error;
    }
    await clock.sleep(POLL_MS);
  }
}

/** Where the lock of a data directory’s runner lies. */
function runnerDirectory(dataDir: string): string {
  return join(dataDir, 'runner');
}
