import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runQuietly, say, TaskError } from './process.mjs';
import { listPackages } from './workspace.mjs';

/** Installs the workspace's dependencies when a manifest or the lockfile changed since last time. */
export async function installDependencies(root, { env }) {
  const stamp = path.join(root, 'node_modules', '.install-stamp');
  const wanted = fingerprint(root);
  const isFirst = !existsSync(stamp);
  if (!isFirst && readFileSync(stamp, 'utf8') === wanted) return;
  say(`Installing dependencies${isFirst ? ' (first run, about a minute)' : ''}…`);
  const args = ['install', '--frozen-lockfile', '--reporter=append-only'];
  const { code, output } = await runQuietly('pnpm', args, {
    cwd: root,
    env: { ...env, CI: 'true' },
  });
  if (code !== 0) throw new TaskError(`${output}\n${adviceFor(output)}`);
  writeFileSync(stamp, wanted);
}

function fingerprint(root) {
  const manifests = listPackages(root).map(({ directory }) => path.join(directory, 'package.json'));
  const files = ['package.json', 'pnpm-workspace.yaml', 'pnpm-lock.yaml', ...manifests];
  const hash = createHash('sha256');
  for (const file of files) hash.update(file).update(readFileSync(path.join(root, file)));
  return hash.digest('hex');
}

function adviceFor(output) {
  return output.includes('OUTDATED_LOCKFILE')
    ? 'A package.json and pnpm-lock.yaml disagree: run `npm run pnpm -- install --no-frozen-lockfile`.'
    : 'Could not install the dependencies. Check the network, the proxy and the registry of npm, then run the command again.';
}
