import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { checks } from '../../scripts/verify.mjs';
import { PlantedWorkspace, root } from './planted-workspace.js';

describe('the checks of layers', () => {
  test('are silent about the workspace as it is', async () => {
    const { code, output } = await runCheck('layers', root);
    expect(output).toContain('no issues found');
    expect(code).toBe(0);
  });

  test('report an import of a package that is no dependency', async () => {
    using workspace = new PlantedWorkspace();
    workspace.plant('packages/engine/src/a.ts', "import '@datagenflow/storage';\n");
    const { code, output } = await runCheck('layers', workspace.directory);
    expect(output).toContain('cannot import package `@datagenflow/storage`');
    expect(code).toBe(1);
  });

  test('report a dependency between two adapters, for tests too', async () => {
    using workspace = new PlantedWorkspace();
    addDependency(workspace, 'packages/engine', 'devDependencies', '@datagenflow/llm');
    const { code, output } = await runCheck('layers', workspace.directory);
    expect(output).toContain('`@datagenflow/llm` found without any tag listed in allowlist');
    expect(code).toBe(1);
  });

  test('report a dependency of the web UI on the engine', async () => {
    using workspace = new PlantedWorkspace();
    addDependency(workspace, 'apps/web', 'dependencies', '@datagenflow/engine');
    workspace.plant('apps/web/src/index.ts', "export * from '@datagenflow/engine';\n");
    const { code, output } = await runCheck('layers', workspace.directory);
    expect(output).toContain('`@datagenflow/engine` found without any tag listed in allowlist');
    expect(code).toBe(1);
  });

  test('report a file imported across packages', async () => {
    using workspace = new PlantedWorkspace();
    workspace.plant('packages/llm/src/a.ts', "export * from '../../engine/src/index.js';\n");
    const { code, output } = await runCheck('layers', workspace.directory);
    expect(output).toContain('leaves the package');
    expect(code).toBe(1);
  });

  test('report a library outside the package that owns it', async () => {
    using workspace = new PlantedWorkspace();
    addDependency(workspace, 'packages/engine', 'dependencies', 'kysely');
    const { code, output } = await runCheck('layers', workspace.directory);
    expect(output).toContain('packages/engine must not depend on kysely');
    expect(code).toBe(1);
  });

  test('report a package without a layer', async () => {
    using workspace = new PlantedWorkspace();
    workspace.plant('packages/engine/turbo.json', '{ "extends": ["//"] }');
    const { code, output } = await runCheck('layers', workspace.directory);
    expect(output).toContain('packages/engine/turbo.json must have one of the tags');
    expect(code).toBe(1);
  });

  test.each(['contracts', 'schemas', 'prompts', 'block-sdk'])(
    'report Node in %s, but not in its tests',
    async (name) => {
      using workspace = new PlantedWorkspace();
      const source = "import { readFileSync } from 'node:fs';\nexport const read = readFileSync;\n";
      workspace.plant(`packages/${name}/src/a.ts`, source);
      workspace.plant(`packages/${name}/src/b.test.ts`, source);
      const { code, output } = await runCheck('lint', workspace.directory);
      expect(output).toContain(`packages/${name}/src/a.ts`);
      expect(output).toContain('This package also runs in browsers.');
      expect(output).not.toContain('b.test.ts');
      expect(code).toBe(1);
    },
  );

  test('report process.env outside the configuration', async () => {
    using workspace = new PlantedWorkspace();
    const source = "export const home = process.env['HOME'];\n";
    workspace.plant('packages/engine/src/a.ts', source);
    workspace.plant('packages/runtime/src/config.ts', source);
    const { code, output } = await runCheck('lint', workspace.directory);
    expect(output).toContain('packages/engine/src/a.ts');
    expect(output).toContain('no-process-env');
    expect(output).not.toContain('config.ts');
    expect(code).toBe(1);
  });

  test('report a transaction outside the database layer', async () => {
    using workspace = new PlantedWorkspace();
    workspace.plant(
      'packages/storage/src/a.ts',
      'export const begin = (db: { transaction(): number }): number => db.transaction();\n',
    );
    const { code, output } = await runCheck('lint', workspace.directory);
    expect(output).toContain('packages/storage/src/a.ts');
    expect(output).toContain("'transaction' is restricted");
    expect(code).toBe(1);
  });

  test('report files that import each other', async () => {
    using workspace = new PlantedWorkspace();
    workspace.plant(
      'packages/engine/src/index.ts',
      "import { b } from './b.js';\nexport const a = (): number => b();\n",
    );
    workspace.plant(
      'packages/engine/src/b.ts',
      "import { a } from './index.js';\nexport const b = (): number => a();\n",
    );
    const cycles = await runCheck('cycles', workspace.directory);
    expect(cycles.output).toContain('Circular dependencies (1)');
    expect(cycles.code).toBe(1);
    const lint = await runCheck('lint', workspace.directory);
    expect(lint.output).toContain('Dependency cycle detected');
    expect(lint.code).toBe(1);
  });
});

function runCheck(name: string, directory: string): Promise<{ code: number; output: string }> {
  const check = checks.find((each) => each.name === name);
  if (!check) throw new Error(`There is no check named ${name}`);
  return check.run({ root: directory, node: process.execPath, env: process.env });
}

function addDependency(
  workspace: PlantedWorkspace,
  directory: string,
  kind: 'dependencies' | 'devDependencies',
  name: string,
): void {
  const file = `${directory}/package.json`;
  const manifest = JSON.parse(readFileSync(path.join(workspace.directory, file), 'utf8')) as {
    [kind]?: Record<string, string>;
  };
  const version = name.startsWith('@datagenflow/') ? 'workspace:*' : 'catalog:';
  const changed = { ...manifest, [kind]: { ...manifest[kind], [name]: version } };
  workspace.plant(file, JSON.stringify(changed));
}
