import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ValidationError } from '@datagenflow/contracts';
import type { SeedUpload } from '@datagenflow/runtime';
import type { Request, Response } from 'express';
import multer from 'multer';

const MAX_FILE_BYTES = 2 * 1024 ** 3;

/** A form that has arrived. Its file is deleted on dispose, unless it is kept. */
export interface Upload extends AsyncDisposable {
  file: SeedUpload;
  fields: Record<string, string | undefined>;
  keep(): void;
}

/**
 * Receives a form with one file, written to the data directory under a name of ours as it comes.
 * @throws ValidationError `file_required`; MulterError past the limits
 */
export async function receiveUpload(
  request: Request,
  response: Response,
  dataDir: string,
): Promise<Upload> {
  const name = randomUUID();
  const receive = multer({
    storage: multer.diskStorage({
      destination: join(dataDir, 'uploads'),
      filename: (_request, _file, done) => done(null, name),
    }),
    limits: { files: 1, fileSize: MAX_FILE_BYTES, fields: 10, fieldNameSize: 100, parts: 11 },
    defParamCharset: 'utf8',
  }).single('file');
  await new Promise<void>((resolve, reject) => {
    receive(request, response, (error: unknown) => (error ? reject(error) : resolve()));
  });
  if (request.file === undefined) {
    throw new ValidationError('The form has no file. Send the seeds as the form field file.', {
      code: 'file_required',
    });
  }
  const file = { path: request.file.path, fileName: request.file.originalname };
  let isKept = false;
  return {
    file,
    fields: { ...(request.body as Record<string, string>) },
    keep: () => {
      isKept = true;
    },
    [Symbol.asyncDispose]: async () => {
      if (!isKept) await rm(file.path, { force: true });
    },
  };
}
