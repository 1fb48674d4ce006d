import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { listPackages } from '../../scripts/workspace.mjs';
import { root } from './planted-workspace.js';

const packages = listPackages(root);

describe('the repository', () => {
  test.each([
    'package.json',
    'pnpm-workspace.yaml',
    'turbo.json',
    'tsconfig.base.json',
    'packages',
    'apps',
    'user_blocks',
    'user_templates',
  ])('PKG-01 has %s at its top level', (name) => {
    expect(existsSync(path.join(root, name))).toBe(true);
  });

  test.each([
    ['packages/storage', ['kysely', 'better-sqlite3', 'pg']],
    ['packages/schemas', ['ajv']],
    ['packages/prompts', ['handlebars']],
    ['packages/registry', ['js-yaml']],
    ['packages/llm', ['openai']],
    ['packages/extensions', ['esbuild']],
    ['apps/api', ['express']],
    ['apps/dgf', ['@oclif/core']],
    ['apps/web', ['react', 'vite']],
    ['.', ['turbo', 'vitest']],
  ])('PKG-02 %s depends on %s', (directory, names) => {
    expect(Object.keys(dependenciesOf(directory))).toEqual(expect.arrayContaining(names));
  });

  test('compiles every package with `tsc -b`', () => {
    const referenced = readJson('tsconfig.json').references.map((each) => each.path);
    const compiled = packages
      .filter(({ directory }) => existsSync(path.join(root, directory, 'tsconfig.json')))
      .map(({ directory }) => `./${directory}`);
    expect([...referenced].sort()).toEqual([...compiled, './tsconfig.tests.json'].sort());
  });

  test('builds every package that is published', () => {
    const withoutBuild = packages
      .filter(({ manifest }) => !manifest['private'] && !manifest['scripts']?.build)
      .map(({ directory }) => directory);
    expect(withoutBuild).toEqual([]);
  });

  test('asks for the SDK everywhere in the major version that marks blocks', () => {
    const wanted = ['examples/custom-block', 'examples/team-extensions'].flatMap((directory) => {
      const { peerDependencies, devDependencies } = readJson(`${directory}/package.json`);
      return [peerDependencies, devDependencies].map((each) => each?.['@datagenflow/block-sdk']);
    });
    const ranges = wanted.filter((range) => range !== undefined);
    const brand = readFileSync(path.join(root, 'packages/block-sdk/src/block/brand.ts'), 'utf8');
    const [, major] = /SDK_MAJOR = (\d+)/.exec(brand) ?? [];
    expect([...new Set(ranges)]).toEqual([`^${major}.0.0`]);
    expect(readJson('packages/block-sdk/package.json').version.split('.')[0]).toBe(major);
  });

  test.each(['pnpm-lock.yaml', 'tools/bootstrap/package-lock.json'])(
    'names no registry in %s',
    (file) => {
      expect(readFileSync(path.join(root, file), 'utf8')).not.toMatch(/https?:\/\//);
    },
  );
});

function dependenciesOf(directory: string): Record<string, string> {
  const { dependencies, devDependencies } = readJson(path.join(directory, 'package.json'));
  return { ...dependencies, ...devDependencies };
}

function readJson(file: string): {
  version: string;
  references: { path: string }[];
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  peerDependencies?: Record<string, string>;
} {
  return JSON.parse(readFileSync(path.join(root, file), 'utf8'));
}
