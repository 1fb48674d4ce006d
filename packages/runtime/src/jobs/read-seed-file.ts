import { createReadStream } from 'node:fs';
import { NotFoundError, type JobOptions, type StoredJob } from '@datagenflow/contracts';
import { readSeeds, type FileBatch, type SeedFormat } from '@datagenflow/engine';

/** A seed file, and how to read it. */
export interface SeedFile {
  path: string;
  format: SeedFormat;
  options: Pick<JobOptions, 'wrap' | 'limit'>;
  /** Largest seed in bytes. */
  maxSeedBytes: number;
  /** Rows of a batch. */
  batchSize?: number;
}

/**
 * Reads a seed file batch by batch, as a stream.
 * @throws NotFoundError `seed_file_missing`; what the engine's readSeeds throws
 */
export async function* readSeedFile(
  { path, options: { wrap, limit }, ...rest }: SeedFile,
  signal?: AbortSignal,
): AsyncGenerator<FileBatch> {
  try {
    yield* readSeeds(createReadStream(path, { signal }), {
      ...rest,
      ...(wrap === undefined ? {} : { wrap }),
      ...(limit === undefined ? {} : { limit }),
    });
  } catch (error) {
    throw isMissing(error) ? gone(error) : error;
  }
}

/** Reads the seeds of a job from the file it was started with. */
export function readUploadedSeeds(
  { seed_source, options }: StoredJob,
  maxSeedBytes: number,
  signal: AbortSignal,
): AsyncGenerator<FileBatch> {
  const { path, format } = seed_source as { path: string; format: SeedFormat };
  return readSeedFile({ path, format, options, maxSeedBytes }, signal);
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

function gone(cause: unknown): NotFoundError {
  return new NotFoundError(
    'The seed file is gone from the data directory. Start a new job with it.',
    {
      code: 'seed_file_missing',
      cause,
    },
  );
}
