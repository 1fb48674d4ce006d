import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { makeRecords } from './make-records.ts';

/** Gives a server that is yet to start many records; answers the id of the job they belong to. */
export async function fillDataDirectory(directory: string, count: number): Promise<number> {
  const data = path.join(directory, 'data');
  await mkdir(data);
  await using records = await makeRecords(path.join(data, 'datagenflow.db'), count);
  return records.jobId;
}
