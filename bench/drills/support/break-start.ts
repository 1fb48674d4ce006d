import path from 'node:path';
import type { FailPointName } from '@datagenflow/contracts';
import { checkIntegrity } from '@datagenflow/storage';
import { createTemporaryDirectory } from '../../harness/temporary-directory.ts';
import type { Broken } from './broken.ts';
import { expectNone } from '../drill.ts';
import { launchServer } from './launch-server.ts';

const POINTS: readonly FailPointName[] = ['migration.step', 'migration.after'];

/** Kills a server while it makes its database, so many times at each boundary. */
export async function breakStart(times: number): Promise<Broken> {
  const unkilled: unknown[] = [];
  const broken: unknown[] = [];
  for (const point of POINTS) {
    for (let time = 0; time < times; time += 1) {
      await using directory = await createTemporaryDirectory();
      await using first = launchServer(directory.path, {
        NODE_ENV: 'test',
        FAILPOINT: `${point}:kill`,
      });
      const url = await first.ready;
      if (url !== undefined) await first.kill();
      const { signal, output: said } = await first.ended;
      if (url !== undefined || signal !== 'SIGKILL') unkilled.push({ point, url, signal, said });
      await using second = launchServer(directory.path);
      const again = await second.ready;
      const { code, output } = await second.stop();
      if (again === undefined || code !== 0) broken.push({ point, code, output });
      const file = path.join(directory.path, 'data', 'datagenflow.db');
      const { problems, dangling } = await checkIntegrity(file);
      if (problems.length + dangling.length > 0) broken.push({ point, problems, dangling });
    }
  }
  const checks = [
    expectNone('the server is ended by SIGKILL while it makes its database', unkilled),
    expectNone('it then starts, and its database is whole', broken),
  ];
  return { points: POINTS, kills: POINTS.length * times - unkilled.length, checks };
}
