import path from 'node:path';
import { createTemporaryDirectory } from '../../harness/temporary-directory.ts';
import type { DrillOptions, DrillResult } from '../drill.ts';
import { fillWhileExporting } from './fill-while-exporting.ts';
import { fillWhileRunning } from './fill-while-running.ts';
import { mountSmallDisk } from './small-disk.ts';

/** An upload is refused when less than 64 MB would be left. */
const DATA_MB = 128;
const OUTPUT_MB = 1;

/** Runs the drill where disks may be mounted and sends what came out. */
process.once('message', (options: DrillOptions) => {
  void drill(options).then((result) => process.send?.(result, () => process.disconnect()));
});

async function drill(options: DrillOptions): Promise<DrillResult> {
  await using directory = await createTemporaryDirectory();
  await using data = await mountSmallDisk(path.join(directory.path, 'data'), DATA_MB);
  const { checks, numbers } = await fillWhileRunning(directory.path, data, options);
  await using output = await mountSmallDisk(path.join(directory.path, 'output'), OUTPUT_MB);
  return {
    figures: ['R11'],
    checks: [...checks, ...(await fillWhileExporting(directory.path, output))],
    numbers: { disk: `tmpfs of ${DATA_MB} and ${OUTPUT_MB} MB, in a mount namespace`, ...numbers },
  };
}
