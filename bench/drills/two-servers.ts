import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { createTemporaryDirectory } from '../harness/temporary-directory.ts';
import { expectNone, type Drill, type DrillOptions, type DrillResult } from './drill.ts';
import { launchServer, type Ended, type LaunchedServer } from './support/launch-server.ts';

const LOCKED = 75;

/** Two servers start on one new data directory: one serves, the other ends and says who does. */
export const twoServers: Drill = { name: 'two-servers', run };

async function run({ isLong }: DrillOptions): Promise<DrillResult> {
  await using directory = await createTemporaryDirectory();
  const races = isLong ? 100 : 20;
  const wrong: unknown[] = [];
  const winners = [0, 0];
  for (let race = 0; race < races; race += 1) {
    const place = path.join(directory.path, String(race));
    await mkdir(place);
    const { problems, winner } = await runRace(place);
    if (problems.length > 0) wrong.push({ race, problems });
    if (winner !== undefined) winners[winner] = (winners[winner] ?? 0) + 1;
  }
  return {
    figures: ['R26'],
    checks: [
      expectNone(
        `each race has one winner, which answers and stops with 0; the other names it, exits ${LOCKED}`,
        wrong,
      ),
    ],
    numbers: { races, won_by_first: winners[0], won_by_second: winners[1] },
  };
}

async function runRace(place: string): Promise<{ problems: string[]; winner?: number }> {
  await using first = launchServer(place);
  await using second = launchServer(place);
  const servers = [first, second];
  const urls = await Promise.all(servers.map(({ ready }) => ready));
  const winner = urls.findIndex((url) => url !== undefined);
  const loser = servers[1 - winner];
  const won = servers[winner];
  const url = urls[winner];
  if (won === undefined || loser === undefined || url === undefined) {
    return { problems: ['nobody won', ...(await Promise.all(servers.map(describe)))] };
  }
  if (urls.every((each) => each !== undefined)) return { problems: ['both won'] };
  const lost = await loser.ended;
  const problems: string[] = [];
  if (lost.code !== LOCKED) problems.push(`the loser exited ${say(lost)}`);
  if (!lost.output.includes(`Process ${won.pid} `)) {
    problems.push(`the loser does not say who won: ${lost.output}`);
  }
  const { status } = await fetch(`${url}/ready`);
  if (status !== 200) problems.push(`the winner is not ready: ${status}`);
  const stopped = await won.stop();
  if (stopped.code !== 0) problems.push(`the winner stopped with ${say(stopped)}`);
  return { problems, winner };
}

async function describe({ ended }: LaunchedServer): Promise<string> {
  return say(await ended);
}

function say({ code, output }: Ended): string {
  return `${code}: ${output}`;
}
