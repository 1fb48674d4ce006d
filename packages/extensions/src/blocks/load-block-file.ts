import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { DependencyStatus, Source } from '@datagenflow/contracts';
import type { RegisteredBlock } from '@datagenflow/registry';
import { buildBlockFile, type BlockBuild, type BuildOptions } from '../build/build-block-file.js';
import type { KeptBuilds } from '../build/kept-builds.js';
import type { BlockFile } from '../discover/discover-block-files.js';
import { checkDependencies, placesOf } from '../packages/check-dependencies.js';
import { parseRequirement } from '../packages/parse-requirement.js';
import type { HostPool } from '../pool/host-pool.js';
import { readBlockSource } from '../source/read-block-source.js';
import type { InspectedExport } from '../wire/messages.js';
import { describeLoadError } from './describe-load-error.js';
import { hostedBlock } from './hosted-block.js';
import { atPlace, type LoadProblem } from './load-problem.js';
import { guessInfo, unusableBlock, type PlainInfo } from './unusable-block.js';

/** Where a block file belongs and what runs it. */
export interface LoadContext extends BuildOptions {
  source: Source;
  pool: HostPool;
  builds: KeptBuilds;
}

/** A block and the file it comes from. */
export interface LoadedBlock {
  file: BlockFile;
  block: RegisteredBlock;
  /** False when its type is only guessed from the file’s name. */
  isNamed: boolean;
}

/** A file as it was loaded last. */
export interface LoadedFile {
  file: BlockFile;
  /** Absolute paths of what it was made from, as far as that was read. */
  inputs: string[];
  /** Whether it could be built. */
  isBuilt: boolean;
  blocks: LoadedBlock[];
  /** The build and what it exports; undefined when it could not be loaded. */
  loaded: { build: string; exports: InspectedExport[] } | undefined;
  /** What its blocks said of themselves when they last could. */
  known: PlainInfo[];
}

/**
 * Builds and loads one file. Whatever is wrong with it gives unavailable blocks that say so: those
 * that it had before, else one of a name that is guessed. What was built before is not loaded again.
 */
export async function loadBlockFile(
  file: BlockFile,
  context: LoadContext,
  before?: LoadedFile,
): Promise<LoadedFile> {
  const build = await buildBlockFile(file, context);
  const known = before?.known ?? [];
  const inputs = [...new Set([file.path, ...build.inputs])];
  const fail = (problem: LoadProblem): LoadedFile => ({
    file,
    inputs,
    known,
    isBuilt: build.ok,
    loaded: undefined,
    blocks: unusable(file, context.source, problem, known),
  });
  if (!build.ok) return fail(build.problem);
  try {
    const exports = await inspect(build, context, before);
    if (exports.length === 0) {
      const message = 'no block class: export a class that extends BaseBlock';
      return fail({ message, place: undefined });
    }
    const blocks = await Promise.all(exports.map((each) => toBlock(each, file, build, context)));
    const infos = exports.flatMap((each) => ('info' in each ? [each.info] : []));
    const loaded = { build: build.file, exports };
    return { file, inputs, isBuilt: true, blocks, loaded, known: infos };
  } catch (error) {
    const problem = describeLoadError(error, file);
    const waiting = await awaitPackages(file, build, context);
    if (waiting.length > 0) return { ...fail(problem), blocks: waiting };
    const missing = build.missing.map(describeMissing);
    const place = build.missing[0]?.place ?? problem.place;
    return fail({ message: [...missing, problem.message].join('\n'), place });
  }
}

type Built = Extract<BlockBuild, { ok: true }>;

async function inspect(
  build: Built,
  { source, pool }: LoadContext,
  before: LoadedFile | undefined,
): Promise<InspectedExport[]> {
  if (before?.loaded?.build === build.file) return before.loaded.exports;
  return pool.inspect(build.file, source);
}

async function toBlock(
  found: InspectedExport,
  file: BlockFile,
  build: Built,
  context: LoadContext,
): Promise<LoadedBlock> {
  const { exportName } = found;
  const { source, pool, builds } = context;
  if ('error' in found) {
    const problem = { message: found.error, place: undefined };
    if (exportName !== 'default') {
      const info = guessInfo(exportName, file, source);
      return { file, block: unusableBlock(info, file, problem), isNamed: true };
    }
    return {
      file,
      block: unusableBlock(guessInfo('', file, source), file, problem),
      isNamed: false,
    };
  }
  const { info } = found;
  const declared = info.dependencies.map((text) => parseRequirement(text)?.name);
  const undeclared = build.missing.filter(({ name }) => !declared.includes(name));
  const unmet = await findUnmet(info, file, context);
  const messages = [...unmet.map(({ error }) => error ?? ''), ...undeclared.map(describeMissing)];
  if (messages.length === 0) {
    const code = { file: build.file, exportName };
    builds.keep(code);
    const block = hostedBlock(pool, info, code, build.codeHash);
    return { file, block, isNamed: true };
  }
  const problem = { message: messages.join('\n'), place: undeclared[0]?.place };
  const reason = undeclared.length > 0 ? 'failed_to_load' : 'dependencies_missing';
  return { file, block: unusableBlock(info, file, problem, reason), isNamed: true };
}

/** Blocks that can’t be loaded for want of what their source declares; none when it is all there. */
async function awaitPackages(
  file: BlockFile,
  build: Built,
  context: LoadContext,
): Promise<LoadedBlock[]> {
  if (build.missing.length === 0) return [];
  const { blocks } = readBlockSource(await readFile(file.path, 'utf8'), basename(file.path));
  const waiting = blocks.map(async ({ type, dependencies }): Promise<LoadedBlock[]> => {
    const unmet = await findUnmet({ type, dependencies }, file, context);
    if (unmet.length === 0) return [];
    const info = { ...guessInfo(type, file, context.source), dependencies };
    const message = unmet.map(({ error }) => error).join('\n');
    const problem = { message, place: build.missing[0]?.place };
    const block = unusableBlock(info, file, problem, 'dependencies_missing');
    return [{ file, block, isNamed: true }];
  });
  return (await Promise.all(waiting)).flat();
}

async function findUnmet(
  { type, dependencies }: Pick<PlainInfo, 'type' | 'dependencies'>,
  file: BlockFile,
  { packagesDirs }: LoadContext,
): Promise<DependencyStatus[]> {
  const all = await checkDependencies(type, dependencies, placesOf(file, packagesDirs));
  return all.filter(({ satisfied }) => !satisfied);
}

function describeMissing({ name, place }: Built['missing'][number]): string {
  return atPlace(
    place,
    `Package '${name}' is not installed. Declare it in the block’s dependencies, as '${name}@range', so that it can be.`,
  );
}

function unusable(
  file: BlockFile,
  source: Source,
  problem: LoadProblem,
  known: readonly PlainInfo[],
): LoadedBlock[] {
  if (known.length > 0) {
    return known.map((info) => ({
      file,
      block: unusableBlock(info, file, problem),
      isNamed: true,
    }));
  }
  return [
    { file, block: unusableBlock(guessInfo('', file, source), file, problem), isNamed: false },
  ];
}
