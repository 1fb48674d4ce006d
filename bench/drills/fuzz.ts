import { fuzzApi } from '@datagenflow/api/testing';
import { createTemporaryDirectory } from '../harness/temporary-directory.ts';
import {
  expectEqual,
  expectNone,
  type Drill,
  type DrillOptions,
  type DrillResult,
} from './drill.ts';
import { launchServer } from './launch-server.ts';

/** Generated requests, good and spoilt, to every operation of a server with real data. */
export const fuzz: Drill = { name: 'fuzz', run };

async function run({ isLong, seed }: DrillOptions): Promise<DrillResult> {
  await using directory = await createTemporaryDirectory();
  await using server = launchServer(directory.path);
  const url = await server.ready;
  if (url === undefined) throw new Error((await server.ended).output);
  const amount = isLong ? { perOperation: 50, rounds: 8 } : { perOperation: 20, rounds: 1 };
  const { wrong, ...numbers } = await fuzzApi(url, { seed, ...amount });
  const { status } = await fetch(`${url}/ready`);
  const { code, output } = await server.stop();
  const told = output.split('\n').filter((line) => /runner (?:ended|died)|trace_id/i.test(line));
  return {
    figures: [],
    checks: [
      expectNone('every answer is what its schema says or an error with a code, in time', wrong),
      expectEqual('server and runner are alive at the end', status, 200),
      expectNone('nothing was logged as a bug', told),
      expectEqual('the server stops when it is told to', code, 0),
    ],
    numbers,
  };
}
