import { installPackages } from '../install/install-packages.js';

/*
 * A program that installs one package, and is killed at a fail point. Its argument is JSON of
 * what to install, where, with which npm and registry, and of the name of the fail point.
 */

interface Plan {
  directory: string;
  npm: string;
  registry: string;
  name: string;
  path: string;
  killAt: string;
}

const { directory, npm, registry, name, path, killAt } = JSON.parse(process.argv[2] ?? '') as Plan;

await installPackages({
  directory,
  npm,
  requirements: [{ name, range: '^1.0.0' }],
  env: { PATH: path, npm_config_registry: registry },
  limitMs: 60_000,
  log: () => undefined,
  check: async () => undefined,
  failPoint: async (point) => {
    if (point === killAt) process.kill(process.pid, 'SIGKILL');
  },
});
