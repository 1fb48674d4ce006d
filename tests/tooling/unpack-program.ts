import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { describeMachine, prepareToolchain } from '../../scripts/toolchain.mjs';
import { root } from './planted-workspace.js';

const run = promisify(execFile);

/** The program as it would be installed, away from this repository. */
export interface UnpackedProgram extends AsyncDisposable {
  bin: string;
}

/**
 * Packs everything that `dgf` consists of and unpacks it elsewhere, as npm would. What others wrote
 * is linked from here, for each package only what it declares.
 */
export async function unpackProgram(): Promise<UnpackedProgram> {
  const base = await mkdtemp(join(tmpdir(), 'dgf-packed-'));
  const { env } = await prepareToolchain(root, describeMachine(), process.env);
  const filters = ['./packages/*', './apps/api', './apps/dgf'].map((name) => `--filter=${name}`);
  const archives = join(base, 'archives');
  await run('pnpm', ['-r', ...filters, 'pack', '--pack-destination', archives], { cwd: root, env });
  for (const archive of await readdir(archives)) {
    const name = /^datagenflow-(.+)-\d+\.\d+\.\d+.*\.tgz$/.exec(archive)?.[1] ?? '';
    await unpack(join(archives, archive), join(base, 'node_modules', '@datagenflow', name), name);
  }
  return {
    bin: join(base, 'node_modules', '@datagenflow', 'dgf', 'bin', 'dgf.js'),
    [Symbol.asyncDispose]: () => rm(base, { recursive: true }),
  };
}

async function unpack(archive: string, target: string, name: string): Promise<void> {
  await mkdir(target, { recursive: true });
  await run('tar', ['-xzf', archive, '-C', target, '--strip-components=1']);
  const manifest = JSON.parse(await readFile(join(target, 'package.json'), 'utf8')) as {
    dependencies?: Record<string, string>;
  };
  const isApp = name === 'dgf' || name === 'api';
  const source = join(root, isApp ? 'apps' : 'packages', name, 'node_modules');
  for (const dependency of Object.keys(manifest.dependencies ?? {})) {
    if (dependency.startsWith('@datagenflow/')) continue;
    const link = join(target, 'node_modules', dependency);
    await mkdir(dirname(link), { recursive: true });
    await symlink(await realpath(join(source, dependency)), link);
  }
}
