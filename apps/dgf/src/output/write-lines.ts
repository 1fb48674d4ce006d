import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FailPoint } from '@datagenflow/contracts';

/**
 * Writes text to a file that appears only when it is complete, or with `-` to stdout. Answers with
 * the number of lines.
 */
export async function writeLines(
  lines: AsyncIterable<string>,
  path: string,
  failPoint: FailPoint,
): Promise<number> {
  let count = 0;
  const counted = async function* () {
    for await (const text of lines) {
      count += text.split('\n').length - 1;
      yield text;
    }
  };
  if (path === '-') {
    await pipeline(Readable.from(counted()), process.stdout, { end: false });
    return count;
  }
  const partial = `${path}.partial`;
  try {
    await pipeline(Readable.from(counted()), createWriteStream(partial));
    await failPoint('export.before');
    await rename(partial, path);
    await failPoint('export.after');
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
  return count;
}
