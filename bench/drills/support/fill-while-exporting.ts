import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expectEqual, type Check } from '../drill.ts';
import { askPipeline, topics } from './drill-job.ts';
import { runDgf } from './run-dgf.ts';
import type { SmallDisk } from './small-disk.ts';

const SEEDS = 50;
const OLD = 'what was there before\n';

/** Has `dgf run -o FILE` write to a disk that is full, then to the same with room. */
export async function fillWhileExporting(directory: string, disk: SmallDisk): Promise<Check[]> {
  const place = path.join(directory, 'export');
  await mkdir(place);
  await writeFile(path.join(place, 'pipeline.yaml'), JSON.stringify(askPipeline));
  await writeFile(path.join(place, 'seeds.json'), JSON.stringify(topics(SEEDS)));
  const file = path.join(disk.path, 'out.jsonl');
  await writeFile(file, OLD);
  await disk.fill();
  const run = () => runDgf(place, ['run', 'pipeline.yaml', 'seeds.json', '-o', file]);
  const failed = await run();
  const names = await readdir(disk.path);
  const left = await readFile(file, 'utf8');
  await disk.makeRoom();
  const again = await run();
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
  return [
    expectEqual('an output file with no room for it is told of', failed.code !== 0, true),
    expectEqual('what stood there before stands there', left, OLD),
    expectEqual('and no partial file', names.toSorted(), ['ballast', 'out.jsonl']),
    expectEqual('with room it is written', [again.code, lines.length], [0, SEEDS]),
  ];
}
