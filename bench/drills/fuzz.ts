import path from 'node:path';
import { fuzzApi } from '@datagenflow/api/testing';
import { readInstanceInfo } from '@datagenflow/storage';
import { createTemporaryDirectory } from '../harness/temporary-directory.ts';
import {
  expectEqual,
  expectNone,
  type Drill,
  type DrillOptions,
  type DrillResult,
} from './drill.ts';
import { launchServer } from './support/launch-server.ts';

/** What the server says of a bug of its own, and of a runner that died. */
const BUG = /Unexpected error, trace id|The job runner/;
/** Of a model whose endpoint can’t be reached: the one answer of 5xx that is right. */
const UNREACHABLE = '502';

/** Generated requests, good and spoilt, to every operation of a server with real data. */
export const fuzz: Drill = { name: 'fuzz', run };

async function run({ isLong, seed }: DrillOptions): Promise<DrillResult> {
  await using directory = await createTemporaryDirectory();
  await using server = launchServer(directory.path);
  const url = await server.ready;
  if (url === undefined) throw new Error((await server.ended).output);
  const runnerDirectory = path.join(directory.path, 'data', 'runner');
  const runner = await readInstanceInfo(runnerDirectory);
  const amount = isLong ? { perOperation: 50, rounds: 8 } : { perOperation: 20, rounds: 1 };
  const { wrong, ...numbers } = await fuzzApi(url, { seed, ...amount });
  const { status } = await fetch(`${url}/ready`);
  const runnerAfter = await readInstanceInfo(runnerDirectory);
  const { code, output } = await server.stop();
  const statuses = Object.keys(numbers.byStatus);
  return {
    figures: [],
    checks: [
      expectNone('every answer is what its schema says or an error with a code, in time', wrong),
      expectNone(
        `none is a 5xx, but for ${UNREACHABLE} where a model is not there`,
        statuses.filter((each) => each >= '500' && each !== UNREACHABLE),
      ),
      expectEqual('server and runner are alive at the end', status, 200),
      expectEqual('the runner is the one of the beginning', runnerAfter?.pid, runner?.pid ?? null),
      expectNone(
        'nothing was logged as a bug',
        output.split('\n').filter((line) => BUG.test(line)),
      ),
      expectEqual('the server stops when it is told to', code, 0),
    ],
    numbers,
  };
}
