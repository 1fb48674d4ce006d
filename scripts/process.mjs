import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import path from 'node:path';

/** @typedef {{ cwd: string, env: NodeJS.ProcessEnv }} Place where a command runs */

const isWindows = process.platform === 'win32';

/** An expected failure: the message is shown without a stack and says what to do next. */
export class TaskError extends Error {
  isForUser = true;
}

/** Prints one line to stderr. */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

/**
 * Runs a command with its output shown and resolves to its exit code.
 * @param {Place} place
 */
export function runVisible(command, args, place) {
  return exitOf(startCommand(command, args, { ...place, stdio: 'inherit' }));
}

/**
 * Runs a command with its output collected.
 * @param {Place} place
 * @returns {Promise<{ code: number, output: string }>}
 */
export async function runQuietly(command, args, place) {
  const child = startCommand(command, args, { ...place, stdio: ['ignore', 'pipe', 'pipe'] });
  const chunks = [];
  child.stdout.on('data', (chunk) => chunks.push(chunk));
  child.stderr.on('data', (chunk) => chunks.push(chunk));
  const code = await exitOf(child);
  return { code, output: Buffer.concat(chunks).toString('utf8') };
}

/**
 * Runs a command in place of this process: same terminal, same exit code.
 * The child has a process group of its own, so that it gets every signal from here only: a
 * Ctrl-C that arrives from the terminal and again from npm is passed on once.
 * @param {Place} place
 * @param {{ endsWithParent?: boolean }} options `endsWithParent` stops the child when the parent
 * of this process is gone: npm dies of a SIGTERM without passing it on
 */
export async function runForeground(command, args, place, { endsWithParent = false } = {}) {
  const child = startCommand(command, args, { ...place, stdio: 'inherit', detached: !isWindows });
  const stopForwarding = forwardSignals(child);
  const stopWatching = endsWithParent ? onParentGone(() => child.kill('SIGTERM')) : () => {};
  try {
    return await exitOf(child);
  } finally {
    stopForwarding();
    stopWatching();
  }
}

/** Starts a command without waiting for it. npm, npx and pnpm are shell scripts on Windows. */
export function startCommand(command, args, options) {
  const isShim = isWindows && ['npm', 'npx', 'pnpm'].includes(command);
  return spawn(command, args, { ...options, shell: isShim });
}

/** Resolves to the exit code of a started command, 128 plus the signal's number when one ended it. */
export function exitOf(child) {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve(code ?? 128 + constants.signals[signal]));
  });
}

/** Path of the script behind a tool's command, to be run with Node: works without a shell. */
export function toolScript(root, packageName, command = packageName) {
  const directory = path.join(root, 'node_modules', packageName);
  const { bin } = JSON.parse(readFileSync(path.join(directory, 'package.json'), 'utf8'));
  return path.join(directory, typeof bin === 'string' ? bin : bin[command]);
}

const sameSignalMs = 500;

function forwardSignals(child) {
  const forwarders = ['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => {
    let lastAt = -Infinity;
    const forward = () => {
      const now = performance.now();
      if (now - lastAt > sameSignalMs) child.kill(signal);
      lastAt = now;
    };
    process.on(signal, forward);
    return () => process.off(signal, forward);
  });
  return () => forwarders.forEach((stop) => stop());
}

const parentCheckMs = 500;

function onParentGone(act) {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    act();
  }, parentCheckMs);
  return () => clearInterval(timer);
}
