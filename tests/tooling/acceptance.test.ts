import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { root } from './planted-workspace.js';

const ID = /\b(?:EXT|DEV|PRO|PKG)-\d\d\b/g;
const testFiles = ['{packages,apps}/*/{src,tests}/**', 'tests/{tooling,e2e}/**', 'scripts/**'].map(
  (directory) => `${directory}/*.{test,spec}.{ts,tsx}`,
);

/** The ids of the list, and those of them that no test names yet. */
function readList(): { ids: string[]; toBeBuilt: string[] } {
  const page = readFileSync(path.join(root, 'docs', 'acceptance.md'), 'utf8');
  const [rows = '', toBeBuilt = ''] = page.split('## Still to be built');
  const ids = [...rows.matchAll(/^\| ([A-Z]{3}-\d\d) /gm)].map(([, id = '']) => id);
  return { ids, toBeBuilt: toBeBuilt.match(ID) ?? [] };
}

/** The ids that stand in texts of tests, as titles do. */
function findNamed(): Set<string> {
  const files = globSync(testFiles, {
    cwd: root,
    exclude: (name) => ['node_modules', 'dist'].includes(path.basename(name)),
  });
  const texts = files.flatMap((file) => {
    const source = readFileSync(path.join(root, file), 'utf8');
    return source.match(/'[^'\n]*'|"[^"\n]*"|`[^`]*`/g) ?? [];
  });
  return new Set(texts.flatMap((text) => text.match(ID) ?? []));
}

const { ids, toBeBuilt } = readList();
const named = findNamed();

test('every statement of docs/acceptance.md is named by a test or is still to be built', () => {
  expect(ids.length).toBeGreaterThan(50);
  expect(ids).toEqual([...new Set(ids)]);
  const lost = ids.filter((id) => !named.has(id) && !toBeBuilt.includes(id));
  expect(lost, 'Name these ids in the titles of the tests that cover them').toEqual([]);
});

test('what a test names is not still to be built', () => {
  const built = toBeBuilt.filter((id) => named.has(id));
  expect(built, 'Take these ids off the end of docs/acceptance.md').toEqual([]);
});

test('tests name no id that docs/acceptance.md lacks', () => {
  expect([...named, ...toBeBuilt].filter((id) => !ids.includes(id))).toEqual([]);
});
