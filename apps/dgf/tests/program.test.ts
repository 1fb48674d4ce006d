import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { BIN } from './support/dgf.js';

test('whoever reads may stop reading: dgf --help | head', async () => {
  const pipe = `"$0" "$1" --help | head -n 1; echo "$\{PIPESTATUS[0]}"`;
  const { stdout, stderr } = await promisify(execFile)('bash', ['-c', pipe, process.execPath, BIN]);
  expect(stdout).toBe('DataGenFlow in the terminal\n0\n');
  expect(stderr).toBe('');
});
