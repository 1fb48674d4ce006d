import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { root } from './planted-workspace.js';

/** Credentials that work somewhere look like this. Made-up ones in tests say that they are. */
const FORMATS: readonly RegExp[] = [
  /\bsk-(?:proj-|ant-|or-)?[A-Za-z0-9_-]{20,}/,
  /\bAIza[A-Za-z0-9_-]{35}\b/,
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/,
  /\bgh[pousr]_[A-Za-z0-9]{36}/,
  /\bhf_[A-Za-z0-9]{30,}/,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
];
const ASSIGNED =
  /\b(?:password|passwd|secret|secret_key|api_key|token|master_key)\b["']?\s*[:=]\s*["'](?:admin|password|changeme|change-me|secret|default|root|1234\w*|letmein|argilla\.apikey|test1234)["']/i;
const MADE_UP = /canary|0123456789|abcdefghij|filler|x{8}/i;

/** Files that are or will be committed. */
function listFiles(): string[] {
  const args = ['ls-files', '--cached', '--others', '--exclude-standard', '-z'];
  const names = execFileSync('git', args, { cwd: root, encoding: 'utf8' }).split('\0');
  return names.filter((name) => name !== '' && existsSync(path.join(root, name)));
}

function findCredentials(text: string): string[] {
  return text
    .split('\n')
    .filter((line) => [...FORMATS, ASSIGNED].some((format) => format.test(line)))
    .filter((line) => !MADE_UP.test(line))
    .map((line) => line.trim().slice(0, 200));
}

test('row 11, row 12: nothing in the repository is a key or a default password', () => {
  expect(findCredentials(`const key = 'sk-${'aB3'.repeat(10)}';`)).toHaveLength(1);
  expect(findCredentials(['password:', '"changeme"'].join(' '))).toHaveLength(1);
  const found = listFiles().flatMap((name) =>
    findCredentials(readFileSync(path.join(root, name), 'latin1')).map(
      (line) => `${name}: ${line}`,
    ),
  );
  expect(found).toEqual([]);
});

test('row 12: no key, database or environment file is committed', () => {
  const found = listFiles().filter((name) =>
    /(?:^|\/)(?:\.env|token|master\.key|[^/]*\.(?:pem|db))$/.test(name),
  );
  expect(found).toEqual([]);
});
