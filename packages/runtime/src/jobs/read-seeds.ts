import type { JobOptions, StoredJob } from '@datagenflow/contracts';
import type { SeedFormat, SeedReader } from '@datagenflow/engine';
import { readSeedUpload } from './start-job.js';

const BATCH = 500;

/** Reads the seeds of a job from the file it was started with. */
export const readUploadedSeeds: SeedReader = async function* (job: StoredJob) {
  const { path, format } = job.seed_source as { path: string; format: SeedFormat };
  const { seeds } = await readSeedUpload({ path }, format, job.options satisfies JobOptions);
  for (let i = 0; i < seeds.length; i += BATCH) yield seeds.slice(i, i + BATCH);
};
