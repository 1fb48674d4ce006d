import { DataGenFlowError, type Readiness } from '@datagenflow/contracts';
import type { Runtime } from './runtime.js';

/**
 * Whether jobs can be stored and run.
 * @throws DataGenFlowError `not_ready` (503); `detail` says of each part `ok` or what is wrong with it
 */
export async function checkReadiness({
  storage,
  runner,
}: Pick<Runtime, 'storage' | 'runner'>): Promise<Readiness> {
  const [database, jobs] = await Promise.all([look(storage.ping()), look(runner.check())]);
  if (database === 'ok' && jobs === 'ok') return { status: 'ready', database, runner: jobs };
  const wrong = [database, jobs].filter((state) => state !== 'ok');
  throw new DataGenFlowError('not_ready', `The server is not ready. ${wrong.join(' ')}`, {
    status: 503,
    detail: { database, runner: jobs },
  });
}

async function look(check: Promise<void>): Promise<string> {
  try {
    await check;
    return 'ok';
  } catch (error) {
    if (!(error instanceof DataGenFlowError)) throw error;
    return error.message;
  }
}
