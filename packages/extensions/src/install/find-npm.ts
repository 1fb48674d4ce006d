import { existsSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

/** Where npm may be known from. */
export interface NpmHints {
  /** Path of the running Node. */
  execPath: string;
  /** The variable `PATH`. */
  path: string | undefined;
  /** The npm that started this process, if one did. */
  npmExecPath: string | undefined;
}

const CLI = join('npm', 'bin', 'npm-cli.js');

/**
 * The program of npm, to be run by Node: the one that came with this Node, else the one that
 * started us, else the one on `PATH`.
 */
export function findNpm({ execPath, path, npmExecPath }: NpmHints): string | undefined {
  const bin = dirname(execPath);
  const candidates = [
    join(bin, '..', 'lib', 'node_modules', CLI),
    join(bin, 'node_modules', CLI),
    ...(npmExecPath?.endsWith('npm-cli.js') ? [npmExecPath] : []),
    ...(path ?? '').split(delimiter).flatMap((directory) => inDirectory(directory)),
  ];
  return candidates.find((file) => existsSync(file));
}

/** On Unix `npm` is a link to its program; on Windows a script beside it. */
function inDirectory(directory: string): string[] {
  if (directory === '') return [];
  const link = join(directory, 'npm');
  const beside = join(directory, 'node_modules', CLI);
  if (!existsSync(link)) return [beside];
  const program = realpathSync(link);
  return program.endsWith('npm-cli.js') ? [program, beside] : [beside];
}
