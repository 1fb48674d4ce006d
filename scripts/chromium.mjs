import { existsSync } from 'node:fs';
import { runQuietly, say, TaskError } from './process.mjs';

const usualPaths = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/**
 * Path of an installed Chromium or Chrome; `CHROMIUM_PATH` comes first. On Debian as root an absent
 * one is installed.
 */
export async function findChromium(env) {
  if (env.CHROMIUM_PATH) {
    if (existsSync(env.CHROMIUM_PATH)) return env.CHROMIUM_PATH;
    throw new TaskError(`CHROMIUM_PATH names no file: ${env.CHROMIUM_PATH}`);
  }
  const installed = usualPaths.find(existsSync);
  if (installed) return installed;
  if (!existsSync('/usr/bin/apt-get') || process.getuid?.() !== 0) {
    throw new TaskError(
      'The browser tests need Chromium. Install it (Debian: `sudo apt-get install chromium`) ' +
        'or set CHROMIUM_PATH to the program.',
    );
  }
  return installChromium(env);
}

async function installChromium(env) {
  say('Installing Chromium for the browser tests…');
  const place = { cwd: '/', env: { ...env, DEBIAN_FRONTEND: 'noninteractive' } };
  const update = await runQuietly('apt-get', ['update'], place);
  const install = await runQuietly(
    'apt-get',
    ['install', '-y', '--no-install-recommends', 'chromium'],
    place,
  );
  const installed = usualPaths.find(existsSync);
  if (install.code === 0 && installed) return installed;
  throw new TaskError(
    `${update.output}${install.output}\nCould not install Chromium with apt-get. ` +
      'Check the network, or install it by hand and set CHROMIUM_PATH to the program.',
  );
}
