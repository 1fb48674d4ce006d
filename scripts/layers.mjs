import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { runQuietly, toolScript } from './process.mjs';
import { listPackages } from './workspace.mjs';

/**
 * The only packages that may depend on these libraries, in tests neither. `turbo boundaries` sees
 * to it that an import is declared in the manifest, so that the manifests tell all.
 */
const owners = {
  '@datagenflow/prompts': ['packages/block-sdk', 'packages/engine', 'packages/builtins'],
  '@oclif/core': ['apps/dgf'],
  '@xyflow/react': ['apps/web'],
  ajv: ['packages/schemas'],
  // The benchmarks measure the driver alone, to compare.
  'better-sqlite3': ['packages/storage', 'bench'],
  chokidar: ['packages/extensions'],
  esbuild: ['packages/extensions'],
  express: ['apps/api'],
  handlebars: ['packages/prompts'],
  kysely: ['packages/storage'],
  openai: ['packages/llm'],
  pg: ['packages/storage'],
  react: ['apps/web'],
};

/**
 * Checks that dependencies point down: the layer of every package (`tags` in its turbo.json), the
 * imports between packages, and which package owns which library.
 * @returns {Promise<{ code: number, output: string }>}
 */
export async function checkLayers({ root, node, env }) {
  const boundaries = await runQuietly(node, [toolScript(root, 'turbo'), 'boundaries'], {
    cwd: root,
    env,
  });
  const problems = listPackages(root).flatMap((each) => [
    ...layerProblems(root, each),
    ...ownerProblems(each),
  ]);
  return {
    code: boundaries.code === 0 && problems.length === 0 ? 0 : 1,
    output: [boundaries.output, ...problems].join('\n'),
  };
}

function layerProblems(root, { directory }) {
  const layers = Object.keys(readJson(path.join(root, 'turbo.json')).boundaries.tags);
  const file = path.join(root, directory, 'turbo.json');
  const tags = existsSync(file) ? (readJson(file).tags ?? []) : [];
  const isKnown = tags.length === 1 && layers.includes(tags[0]);
  return isKnown ? [] : [`${directory}/turbo.json must have one of the tags ${layers.join(', ')}`];
}

function ownerProblems({ directory, manifest }) {
  const { dependencies, devDependencies, peerDependencies, optionalDependencies } = manifest;
  const all = { ...dependencies, ...devDependencies, ...peerDependencies, ...optionalDependencies };
  return Object.keys(all)
    .filter((name) => Object.hasOwn(owners, name) && !owners[name].includes(directory))
    .map((name) => `${directory} must not depend on ${name}: only ${owners[name].join(', ')} may`);
}

function readJson(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}
