import { accessSync, constants, statSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import { ValidationError } from '@datagenflow/contracts';

/**
 * The path of a file that was named.
 * @throws ValidationError `file_not_found` when there is none, or it can’t be read
 */
export function requireFile(file: string, cwd: string): string {
  const path = resolve(cwd, file);
  try {
    accessSync(path, constants.R_OK);
    if (!statSync(path).isDirectory()) return path;
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'ENOTDIR') throw refused(`${file} can’t be read (${code}).`);
  }
  const from = isAbsolute(file) ? '' : `; it starts from ${cwd}`;
  throw refused(`There is no file ${file}. Check the path${from}.`);
}

function refused(message: string): ValidationError {
  return new ValidationError(message, { code: 'file_not_found' });
}
