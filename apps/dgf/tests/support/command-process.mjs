import { fileURLToPath } from 'node:url';
import { format } from 'node:util';
import { run } from '@oclif/core';

/*
 * Runs one command after the other and tells how each ended and what it said. Ends with its parent.
 */

const root = fileURLToPath(new URL('../..', import.meta.url));
const said = { stdout: '', stderr: '' };
const write = (name) => (text) => {
  said[name] += String(text);
  return true;
};
process.stdout.write = write('stdout');
process.stderr.write = write('stderr');
console.log = (...values) => process.stdout.write(`${format(...values)}\n`);
console.error = (...values) => process.stderr.write(`${format(...values)}\n`);

process.on('disconnect', () => process.exit());
process.on('message', (command) => void runCommand(command));

async function runCommand({ directory, args, env }) {
  Object.assign(said, { stdout: '', stderr: '' });
  process.chdir(directory);
  process.env = env;
  process.exitCode = undefined;
  try {
    await run(args, { root });
  } catch (error) {
    process.exitCode = error.oclif?.exit ?? 1;
    said.stderr += error.message;
  }
  process.send({ code: process.exitCode ?? 0, ...said });
}
