#!/usr/bin/env node
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { installDependencies } from './install.mjs';
import { say } from './process.mjs';
import { tasks } from './tasks.mjs';
import { describeMachine, prepareToolchain } from './toolchain.mjs';

/**
 * Makes a fresh clone runnable with nothing but Node 18 and npm, then runs one task.
 * Everything printed here goes to stderr: stdout belongs to the task.
 */
async function run([name, ...args]) {
  const task = Object.hasOwn(tasks, name ?? '') ? tasks[name] : undefined;
  if (!task) {
    say(`Usage: node scripts/run.mjs TASK [ARGS]\nTasks: ${Object.keys(tasks).join(', ')}`);
    return 1;
  }
  const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
  const userDirectory = process.env.INIT_CWD ?? process.cwd();
  const toolchain = await prepareToolchain(root, describeMachine(), process.env);
  if (task.needsDependencies) await installDependencies(root, toolchain);
  const isRunByNpm = process.env.npm_lifecycle_event !== undefined;
  return task.run({ root, args, userDirectory, isRunByNpm, ...toolchain });
}

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  say(error.isForUser ? error.message : error.stack);
  process.exitCode = 1;
}
