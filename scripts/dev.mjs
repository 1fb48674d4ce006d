import { existsSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { runBuild } from './build.mjs';
import { exitOf, say, startCommand, toolScript } from './process.mjs';

/**
 * Serves the API, rebuilt and restarted on every change of its sources, and the web UI through
 * Vite with hot reload, until Ctrl-C.
 */
export async function runDev(context) {
  await runBuild(context);
  const server = startServer(context);
  const compiler = startCompiler(context, server.restart);
  const web = startWeb(context);
  const endings = [stopRequested(), exitOf(compiler), ...(web ? [exitOf(web)] : [])];
  const code = await Promise.race(endings);
  // Started through execve, tsc has every other signal blocked.
  compiler.kill('SIGKILL');
  web?.kill();
  await server.stop();
  return code;
}

function startServer({ root, node, env, args }) {
  const script = path.join(root, 'apps', 'dgf', 'bin', 'dgf.js');
  const start = () => {
    const child = startCommand(node, [script, 'start', ...args], {
      cwd: root,
      env,
      stdio: 'inherit',
    });
    return { child, ended: exitOf(child) };
  };
  let current = start();
  let turn = Promise.resolve();
  const stop = async () => {
    current.child.kill('SIGTERM');
    await current.ended;
  };
  const restart = () => {
    turn = turn.then(async () => {
      say('Restarting the API…');
      await stop();
      current = start();
    });
  };
  return { restart, stop: () => turn.then(stop) };
}

/** Calls `onBuilt` after every successful build but the first, which finds nothing to do. */
function startCompiler({ root, node, env }, onBuilt) {
  const args = ['-b', '--watch', '--preserveWatchOutput', path.join('apps', 'dgf')];
  const child = startCommand(node, [toolScript(root, 'typescript', 'tsc'), ...args], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let isFirst = true;
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (line.trim() !== '') say(line);
    if (!line.includes('Found 0 errors')) return;
    if (!isFirst) onBuilt();
    isFirst = false;
  });
  return child;
}

function startWeb({ root, env }) {
  const directory = path.join(root, 'apps', 'web');
  if (!existsSync(path.join(directory, 'package.json'))) return undefined;
  return startCommand('pnpm', ['run', 'dev'], { cwd: directory, env, stdio: 'inherit' });
}

function stopRequested() {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => resolve(0));
  });
}
