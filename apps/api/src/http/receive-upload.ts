import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { DataGenFlowError, ValidationError } from '@datagenflow/contracts';
import type { Runtime, SeedUpload } from '@datagenflow/runtime';
import type { Request, Response } from 'express';
import multer, { MulterError } from 'multer';
import { lingerAfter } from './linger-after.js';
import { UploadFile } from './upload-file.js';

const MAX_FILE_BYTES = 2 * 1024 ** 3;
const MAX_FORM_BYTES = MAX_FILE_BYTES + 1024 ** 2;
const LIMITS = {
  files: 1,
  fileSize: MAX_FILE_BYTES,
  fields: 10,
  fieldNameSize: 100,
  fieldSize: 1024 ** 2,
  fieldNestingDepth: 0,
  parts: 11,
  headerPairs: 100,
};
const TOO_LARGE = ['LIMIT_FILE_SIZE', 'LIMIT_FIELD_VALUE'];

/** A form that has arrived. Its file is deleted on dispose, unless it is kept. */
export interface Upload extends AsyncDisposable {
  file: SeedUpload;
  /** A field that stands there twice has a list. */
  fields: Readonly<Record<string, string | string[]>>;
  keep(): void;
}

/**
 * Receives a form with one file of at most 2 GB, written to the data directory under a name of ours
 * as it comes, while the disk has room. Nothing of it stays when it fails or the client goes.
 * @throws ValidationError `file_required`, `form_invalid`, `upload_…` past a limit;
 * DataGenFlowError `upload_file_size` (413), `disk_full` (507)
 */
export async function receiveUpload(
  request: Request,
  response: Response,
  { config, disk }: Pick<Runtime, 'config' | 'disk'>,
): Promise<Upload> {
  const length = Number(request.headers['content-length'] ?? 0);
  if (length > MAX_FORM_BYTES) throw refuseUnread(request, response, tooLarge());
  await disk.check(length).catch((error: unknown) => {
    throw refuseUnread(request, response, error);
  });
  const stored = new UploadFile(join(config.dataDir, 'uploads', randomUUID()), disk);
  await using parts = new AsyncDisposableStack();
  parts.defer(() => stored.discard());
  await receive(request, response, stored);
  if (request.file === undefined) {
    throw new ValidationError('The form has no file. Send the seeds as the form field file.', {
      code: 'file_required',
    });
  }
  const held = parts.move();
  let isKept = false;
  return {
    file: { path: stored.path, fileName: request.file.originalname },
    fields: { ...(request.body as Upload['fields']) },
    keep: () => {
      isKept = true;
    },
    [Symbol.asyncDispose]: async () => {
      if (!isKept) await held.disposeAsync();
    },
  };
}

async function receive(request: Request, response: Response, storage: UploadFile): Promise<void> {
  const parse = multer({ storage, limits: LIMITS, defParamCharset: 'utf8' }).single('file');
  try {
    await new Promise<void>((resolve, reject) => {
      parse(request, response, (error: unknown) => {
        if (error === undefined) resolve();
        else reject(error);
      });
    });
  } catch (error) {
    throw explain(error);
  }
}

/** What the parser says, as an error of ours; what the file system says that is no full disk, as it is. */
function explain(error: unknown): unknown {
  if (error instanceof MulterError) return explainLimit(error);
  if (!(error instanceof Error) || error instanceof DataGenFlowError) return error;
  if ('syscall' in error && 'code' in error) {
    return error.code === 'ENOSPC' || error.code === 'EDQUOT' ? diskFull(error) : error;
  }
  return new ValidationError(`The form can’t be read: ${error.message}.`, {
    code: 'form_invalid',
    cause: error,
  });
}

function explainLimit(cause: MulterError): DataGenFlowError {
  const code = `upload_${cause.code.toLowerCase().replace(/^limit_/, '')}`;
  const field = cause.field === undefined ? '' : ` (${cause.field.slice(0, LIMITS.fieldNameSize)})`;
  return new DataGenFlowError(
    code,
    `${cause.message}${field}. A form holds one file of at most 2 GB as the field file, and plain fields.`,
    { status: TOO_LARGE.includes(cause.code) ? 413 : 400, cause },
  );
}

function tooLarge(): DataGenFlowError {
  return new DataGenFlowError(
    'upload_file_size',
    'The upload is larger than 2 GB, the limit. Split the file.',
    { status: 413 },
  );
}

function diskFull(cause: Error): DataGenFlowError {
  return new DataGenFlowError(
    'disk_full',
    'The disk of the data directory has no room for this upload. Free some, or delete old jobs.',
    { status: 507, cause },
  );
}

/** An error for a body that nobody is going to read. */
function refuseUnread<E>(request: Request, response: Response, error: E): E {
  lingerAfter(request, response);
  return error;
}
