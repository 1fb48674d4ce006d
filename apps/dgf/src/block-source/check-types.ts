import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { SourceProblem } from '@datagenflow/extensions';

/** How a file is compiled that has no `tsconfig.json` above it. */
const ALONE =
  '--ignoreConfig --noEmit --strict --skipLibCheck --target es2023 --module nodenext --allowImportingTsExtensions';

/**
 * Errors of type in one file, by the TypeScript and the `tsconfig.json` that lie beside it or above;
 * undefined when no TypeScript is installed there.
 */
export async function checkTypes(file: string): Promise<SourceProblem[] | undefined> {
  const path = resolve(file);
  const compiler = await findCompiler(dirname(path));
  if (compiler === undefined) return undefined;
  const config = findUpward(dirname(path), 'tsconfig.json');
  const cwd = config === undefined ? dirname(path) : dirname(config);
  const what =
    config === undefined ? [...ALONE.split(' '), basename(path)] : ['--noEmit', '-p', config];
  const output = await run([compiler, '--pretty', 'false', ...what], cwd);
  return output.split('\n').flatMap((text): SourceProblem[] => {
    const [, name = '', line, column, message = ''] =
      /^(.+?)\((\d+),(\d+)\): error (.+)$/.exec(text) ?? [];
    if (resolve(cwd, name) !== path) return [];
    return [{ message, line: Number(line), column: Number(column) }];
  });
}

async function findCompiler(from: string): Promise<string | undefined> {
  const manifest = findUpward(from, join('node_modules', 'typescript', 'package.json'));
  if (manifest === undefined) return undefined;
  const { bin } = JSON.parse(await readFile(manifest, 'utf8')) as { bin?: { tsc?: string } };
  return bin?.tsc === undefined ? undefined : join(dirname(manifest), bin.tsc);
}

function findUpward(directory: string, name: string): string | undefined {
  const candidate = join(directory, name);
  if (existsSync(candidate)) return candidate;
  const parent = dirname(directory);
  return parent === directory ? undefined : findUpward(parent, name);
}

/** What it printed, whatever its exit code: errors in the code are what it is asked for. */
async function run(args: string[], cwd: string): Promise<string> {
  try {
    return (await promisify(execFile)(process.execPath, args, { cwd })).stdout;
  } catch (error) {
    const { stdout } = error as { stdout?: unknown };
    if (typeof stdout !== 'string') throw error;
    return stdout;
  }
}
