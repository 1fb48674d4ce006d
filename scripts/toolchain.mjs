import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runQuietly, say, TaskError } from './process.mjs';

const pnpmVersion = '12.21.0';
const nodeVersion = '24.21.0';
const minimumNode = [22, 22];
const withoutTelemetry = { TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' };

/**
 * @typedef {object} Machine
 * @property {string} platform `process.platform`, or `linux-musl` where the pinned binaries cannot run
 * @property {string} arch
 * @property {string} nodeVersion of the Node that runs this
 * @property {string} nodePath
 */

/** @returns {Machine} */
export function describeMachine() {
  const { arch, execPath, platform, versions } = process;
  const isMusl = platform === 'linux' && !usesGlibc();
  return {
    platform: isMusl ? 'linux-musl' : platform,
    arch,
    nodeVersion: versions.node,
    nodePath: execPath,
  };
}

/**
 * Finds a supported Node and the pinned pnpm, downloading what is missing where that is possible.
 * @param {string} root
 * @param {Machine} machine
 * @param {NodeJS.ProcessEnv} environment
 * @returns {Promise<{ node: string, env: NodeJS.ProcessEnv }>} `env` has both on its PATH
 */
export async function prepareToolchain(root, machine, environment) {
  const env = { ...withoutNpmVariables(environment), ...withoutTelemetry };
  const bootstrap = path.join(root, 'tools', 'bootstrap');
  const hasRecentNode = isSupportedNode(machine.nodeVersion);
  if (hasBinaries(machine)) {
    const target = `${machine.platform}-${machine.arch}`;
    const modules = path.join(bootstrap, 'node_modules');
    await downloadBinaries(bootstrap, env);
    const node = hasRecentNode
      ? machine.nodePath
      : path.join(modules, `node-${target}`, 'bin', 'node');
    const pnpmDirectory = path.join(modules, '@pnpm', `exe.${target}`);
    return { node, env: withPath(env, [path.dirname(node), pnpmDirectory]) };
  }
  if (!hasRecentNode) throw new TaskError(needsNode(machine));
  const node = machine.nodePath;
  const pnpmDirectory = await findPnpmWithNpx(root, env);
  return { node, env: withPath(env, [path.dirname(node), pnpmDirectory]) };
}

function isSupportedNode(version) {
  const [major, minor] = version.split('.').map(Number);
  return major > minimumNode[0] || (major === minimumNode[0] && minor >= minimumNode[1]);
}

function hasBinaries({ platform, arch }) {
  return platform === 'linux' && (arch === 'x64' || arch === 'arm64');
}

async function downloadBinaries(bootstrap, env) {
  const lock = readFileSync(path.join(bootstrap, 'package-lock.json'));
  const wanted = createHash('sha256').update(lock).digest('hex');
  const stamp = path.join(bootstrap, 'node_modules', '.stamp');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  say(`Fetching Node ${nodeVersion} and pnpm ${pnpmVersion} (first run)…`);
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const { code, output } = await runQuietly('npm', args, { cwd: bootstrap, env });
  if (code !== 0) {
    throw new TaskError(
      `${output}\nCould not fetch Node ${nodeVersion} and pnpm ${pnpmVersion} with npm. ` +
        'Check the network, the proxy and the registry of npm, then run the command again.',
    );
  }
  writeFileSync(stamp, wanted);
}

async function findPnpmWithNpx(root, env) {
  const printPath = ['--yes', '--package', `pnpm@${pnpmVersion}`, '--', 'node', '-p'];
  const { code, output } = await runQuietly('npx', [...printPath, 'process.env.PATH'], {
    cwd: root,
    env,
  });
  const directory = output
    .trim()
    .split(path.delimiter)
    .find((entry) => entry.includes(`_npx${path.sep}`));
  if (code === 0 && directory) return directory;
  throw new TaskError(
    `${output}\nCould not fetch pnpm ${pnpmVersion} with npx. ` +
      'Check the network, the proxy and the registry of npm, then run the command again.',
  );
}

function needsNode({ platform, arch, nodeVersion: found }) {
  return (
    `DataGenFlow needs Node ${minimumNode.join('.')} or newer; this is ${found} on ` +
    `${platform}-${arch}. Install Node 24 from https://nodejs.org and run the command again.`
  );
}

function withoutNpmVariables(environment) {
  const isOfNpm = (name) => /^(npm_|init_cwd$)/i.test(name);
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !isOfNpm(name)));
}

function withPath(env, directories) {
  const name = Object.keys(env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH';
  return { ...env, [name]: [...directories, env[name]].join(path.delimiter) };
}

function usesGlibc() {
  process.report.excludeNetwork = true;
  return 'glibcVersionRuntime' in process.report.getReport().header;
}
