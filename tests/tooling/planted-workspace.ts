import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { listPackages } from '../../scripts/workspace.mjs';

/** The root of this repository. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

const configuration = [
  '.gitignore',
  '.oxlintrc.json',
  'knip.json',
  'package.json',
  'pnpm-lock.yaml',
  'pnpm-workspace.yaml',
  'turbo.json',
];

/**
 * A copy of the workspace in a temporary directory with the real configuration, manifests and
 * tags, but with packages whose only source is what a test plants.
 */
export class PlantedWorkspace implements Disposable {
  readonly directory = mkdtempSync(path.join(tmpdir(), 'datagenflow-layers-'));

  constructor() {
    for (const file of configuration) this.copy(file);
    for (const { directory } of listPackages(root)) {
      for (const file of ['package.json', 'turbo.json']) {
        this.copy(path.join(directory, file));
      }
      this.plant(`${directory}/src/index.ts`, 'export const planted = 1;\n');
    }
    const modules = path.join(root, 'node_modules');
    symlinkSync(modules, path.join(this.directory, 'node_modules'));
  }

  plant(file: string, text: string): void {
    const target = path.join(this.directory, file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, text);
  }

  [Symbol.dispose](): void {
    rmSync(this.directory, { recursive: true, force: true });
  }

  private copy(file: string): void {
    const target = path.join(this.directory, file);
    mkdirSync(path.dirname(target), { recursive: true });
    cpSync(path.join(root, file), target);
  }
}
