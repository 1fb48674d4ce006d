import { dirname } from 'node:path';
import type { BlockInfo, Source } from '@datagenflow/contracts';
import { unavailableBlock, type RegisteredBlock } from '@datagenflow/registry';
import { buildBlockFile, type BlockBuild, type BuildOptions } from '../build/build-block-file.js';
import type { BlockFile } from '../discover/discover-block-files.js';
import { checkDependencies } from '../packages/check-dependencies.js';
import { parseRequirement } from '../packages/parse-requirement.js';
import type { HostPool } from '../pool/host-pool.js';
import type { InspectedExport } from '../wire/messages.js';
import { describeLoadError } from './describe-load-error.js';
import { hostedBlock } from './hosted-block.js';

/** Where a block file belongs and what runs it. */
export interface LoadContext extends BuildOptions {
  source: Source;
  pool: HostPool;
}

/** A block and the file it comes from. */
export interface LoadedBlock {
  file: BlockFile;
  block: RegisteredBlock;
  /** False when its type is only guessed from the file’s name. */
  isNamed: boolean;
}

/** Builds and loads one file. Whatever is wrong with it gives an unavailable block that says so. */
export async function loadBlockFile(file: BlockFile, context: LoadContext): Promise<LoadedBlock[]> {
  const build = await buildBlockFile(file, context);
  if (!build.ok) return [unavailableFile(file, context.source, build.error)];
  return loadBuild(file, build, context);
}

type Built = Extract<BlockBuild, { ok: true }>;

async function loadBuild(
  file: BlockFile,
  build: Built,
  context: LoadContext,
): Promise<LoadedBlock[]> {
  const { source, pool } = context;
  try {
    const exports = await pool.inspect(build.file, source);
    if (exports.length > 0) {
      return await Promise.all(exports.map((found) => toBlock(found, file, build, context)));
    }
    const error = 'no block class: export a class that extends BaseBlock';
    return [unavailableFile(file, source, error)];
  } catch (error) {
    const missing = build.missing.map(describeMissing);
    return [unavailableFile(file, source, [...missing, describeLoadError(error, file)].join('\n'))];
  }
}

async function toBlock(
  found: InspectedExport,
  file: BlockFile,
  build: Built,
  { source, pool, packagesDirs }: LoadContext,
): Promise<LoadedBlock> {
  const { exportName } = found;
  if ('error' in found) {
    if (exportName === 'default') return unavailableFile(file, source, found.error);
    const block = unavailableBlock(unknownInfo(exportName, file, source), found.error);
    return { file, block, isNamed: true };
  }
  const { info } = found;
  const declared = info.dependencies.map((text) => parseRequirement(text)?.name);
  const undeclared = build.missing.filter(({ name }) => !declared.includes(name));
  const unmet = await checkDependencies(info.dependencies, {
    from: dirname(file.path),
    installIn: file.directory,
    packagesDirs,
  });
  const problems = [...unmet, ...undeclared.map(describeMissing)];
  const block =
    problems.length > 0
      ? unavailableBlock(info, problems.join('\n'))
      : hostedBlock(pool, info, { file: build.file, exportName }, build.codeHash);
  return { file, block, isNamed: true };
}

function describeMissing({ name, place }: Built['missing'][number]): string {
  return `${place}: Package '${name}' is not installed. Declare it in the block’s dependencies, as '${name}@range', so that it can be.`;
}

/** A file of which no definition could be read, under the type its name suggests. */
function unavailableFile(file: BlockFile, source: Source, error: string): LoadedBlock {
  const block = unavailableBlock(unknownInfo(pascalCase(file.stem), file, source), error);
  return { file, block, isNamed: false };
}

function unknownInfo(
  type: string,
  { name }: BlockFile,
  source: Source,
): Omit<BlockInfo, 'available' | 'error'> {
  return {
    type,
    name,
    description: '',
    category: 'general',
    inputs: [],
    outputs: [],
    config_schema: { type: 'object' },
    is_multiplier: false,
    scope: 'execution',
    dependencies: [],
    source,
    version: '1',
  };
}

function pascalCase(stem: string): string {
  return stem
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}
