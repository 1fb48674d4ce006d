import { createHash } from 'node:crypto';
import { mkdir, rename, stat, utimes, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type BuildFailure, type BuildResult, type Message } from 'esbuild';
import type { BlockFile } from '../discover/discover-block-files.js';
import { atPlace, type LoadProblem, type SourcePlace } from '../blocks/load-problem.js';
import { hashInputs, type InputHash } from './hash-inputs.js';
import { resolveImports } from './resolve-imports.js';
import { sourceConditions } from './source-conditions.js';

/** Where builds go and where packages are found. */
export interface BuildOptions {
  /** Absolute; builds are named by their content and shared by processes. */
  buildDir: string;
  /** `node_modules` directories searched after those above the file. */
  packagesDirs: readonly string[];
}

/** What became of a block file. */
export type BlockBuild = { inputs: string[] } & (
  | { ok: true; file: string; codeHash: string; missing: MissingPackage[] }
  | { ok: false; problem: LoadProblem }
);

/** An import of a package that is not installed. */
export interface MissingPackage {
  name: string;
  place: SourcePlace | undefined;
}

/**
 * Builds a block file and the files it imports into one module; packages stay outside. A package
 * that is missing fails only when it is used, so that the block can still tell what it needs.
 */
export async function buildBlockFile(file: BlockFile, options: BuildOptions): Promise<BlockBuild> {
  const inputs = hashInputs(file.directory);
  try {
    const result = await bundle(file, options, inputs.plugin);
    const [output] = result.outputFiles;
    const missing = result.warnings
      .filter(({ pluginName }) => pluginName === 'resolve-imports')
      .map((warning) => ({ name: String(warning.detail), place: placeOf(warning) }));
    const built = await keep(output.contents, file.stem, options.buildDir);
    return { ok: true, file: built, codeHash: inputs.digest(), missing, inputs: inputs.paths() };
  } catch (error) {
    if (!isBuildFailure(error)) throw error;
    const message = error.errors.map(describeMessage).join('\n');
    const place = error.errors.map(placeOf).find((found) => found !== undefined);
    return { ok: false, problem: { message, place }, inputs: inputs.paths() };
  }
}

function bundle(
  file: BlockFile,
  { buildDir, packagesDirs }: BuildOptions,
  recordInputs: InputHash['plugin'],
) {
  return build({
    entryPoints: [file.path],
    outfile: join(buildDir, `${file.stem}.mjs`),
    absWorkingDir: resolve(file.directory),
    write: false,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node22.12',
    keepNames: true,
    sourcemap: 'inline',
    sourcesContent: false,
    logLevel: 'silent',
    conditions: sourceConditions(import.meta.url),
    nodePaths: [...packagesDirs],
    define: { 'import.meta.url': JSON.stringify(pathToFileURL(file.path).href) },
    plugins: [resolveImports(import.meta.dirname), recordInputs],
  }) as Promise<BuildResult & { outputFiles: [{ contents: Uint8Array }] }>;
}

/** Writes aside and renames: another process may read it. Touched, so that age tells disuse. */
async function keep(contents: Uint8Array, stem: string, buildDir: string): Promise<string> {
  const hash = createHash('sha256').update(contents).digest('hex').slice(0, 16);
  const path = join(buildDir, `${stem}-${hash}.mjs`);
  await mkdir(buildDir, { recursive: true });
  const existing = await stat(path).catch(() => undefined);
  if (existing?.size === contents.length) {
    const now = new Date();
    await utimes(path, now, now);
    return path;
  }
  const aside = `${path}.${process.pid}.tmp`;
  await writeFile(aside, contents);
  await rename(aside, path);
  return path;
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && Array.isArray((error as Partial<BuildFailure>).errors);
}

function describeMessage(message: Message): string {
  return atPlace(placeOf(message), message.text);
}

function placeOf({ location }: Message): SourcePlace | undefined {
  if (location === null) return undefined;
  const { file, line, column } = location;
  return { file, line, column: column + 1 };
}
