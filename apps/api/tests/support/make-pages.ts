import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The marks of the pages that tests serve. */
export const PAGE = '<!doctype html><title>DataGenFlow</title>';
export const SCRIPT = 'export {};\n';

/** Built pages, as small as can be, below a directory; where they lie. */
export async function makePages(directory: string): Promise<string> {
  const webDir = join(directory, '.installed', 'web');
  await mkdir(join(webDir, 'assets'), { recursive: true });
  await writeFile(join(webDir, 'index.html'), PAGE);
  await writeFile(join(webDir, 'assets', 'x.js'), SCRIPT);
  return webDir;
}
