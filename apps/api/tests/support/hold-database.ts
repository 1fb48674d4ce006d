import { spawn } from 'node:child_process';
import { once } from 'node:events';

const PROGRAM = `
  const { DatabaseSync } = require('node:sqlite');
  const database = new DatabaseSync(process.argv[1], { timeout: 5000 });
  database.exec('begin immediate');
  process.stdout.write('held');
  process.stdin.on('end', () => database.close()).resume();
`;

/** A database that another process keeps for itself until this is disposed of. */
export interface HeldDatabase extends AsyncDisposable {
  isHeld(): boolean;
}

/** Has another process keep a SQLite file for itself. */
export async function holdDatabase(path: string): Promise<HeldDatabase> {
  const child = spawn(process.execPath, ['--no-warnings', '-e', PROGRAM, path], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const held = once(child.stdout, 'data').then(() => true);
  const isHeld = await Promise.race([held, ended.then(() => false)]);
  if (!isHeld) throw new Error('The database could not be held.');
  return {
    isHeld: () => child.exitCode === null,
    [Symbol.asyncDispose]: async () => {
      child.stdin.end();
      await ended;
    },
  };
}
