import { isBuiltin } from 'node:module';
import { sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { OnResolveArgs, OnResolveResult, Plugin, PluginBuild } from 'esbuild';
import { findPackage } from '../packages/find-package.js';
import { packageOf } from '../packages/parse-requirement.js';

const SDK = '@datagenflow/block-sdk';
const MISSING = 'missing-package';

/**
 * Keeps packages out of the bundle and resolves each to an absolute file: the SDK is always the
 * copy that `appDir` sees, others are searched from the importing file, then in esbuild’s
 * `nodePaths`. What is not found becomes a module that throws when it is used, and a warning with
 * the package’s name as `detail`.
 */
export function resolveImports(appDir: string): Plugin {
  return {
    name: 'resolve-imports',
    setup(build) {
      build.onResolve({ filter: /^[a-zA-Z@]/ }, (args) => resolveImport(build, args, appDir));
      build.onLoad({ filter: /.*/, namespace: MISSING }, ({ path }) => ({
        contents: missingModule(path),
        loader: 'js',
      }));
    },
  };
}

async function resolveImport(
  build: PluginBuild,
  args: OnResolveArgs,
  appDir: string,
): Promise<OnResolveResult | undefined> {
  const { path, kind, resolveDir } = args;
  if (kind === 'entry-point' || args.pluginData === RESOLVING) return undefined;
  if (isBuiltin(path)) return { path, external: true };
  if (path.includes(':')) return undefined;
  const name = packageOf(path);
  if (name === SDK) {
    const problem = await checkSdk(resolveDir, appDir);
    if (problem !== undefined) return { errors: [{ text: problem }] };
  }
  const from = name === SDK ? appDir : resolveDir;
  const found = await build.resolve(path, { kind, resolveDir: from, pluginData: RESOLVING });
  if (found.errors.length === 0) {
    const isPackage = name === SDK || found.path.includes(`${sep}node_modules${sep}`);
    return isPackage ? { path: pathToFileURL(found.path).href, external: true } : found;
  }
  const text = `Package '${name}' is not installed`;
  return { path, namespace: MISSING, warnings: [{ text, detail: name }] };
}

/** Marks the inner resolution, which is esbuild’s own. */
const RESOLVING = Symbol('resolving');

/** A copy of the SDK beside the block says which version it was written for. */
async function checkSdk(resolveDir: string, appDir: string): Promise<string | undefined> {
  const [own, app] = await Promise.all([
    findPackage(SDK, resolveDir, []),
    findPackage(SDK, appDir, []),
  ]);
  if (own === undefined || app === undefined || major(own) === major(app)) return undefined;
  return (
    `This block was written for ${SDK} ${own.version}, found in ${own.directory}; this is version ` +
    `${app.version}. Install ${SDK}@${major(app)} there and adapt the block.`
  );
}

function major({ version }: { version: string }): string {
  return version.split('.')[0] ?? '';
}

/** Importing it succeeds, using anything of it throws. */
function missingModule(specifier: string): string {
  const message = JSON.stringify(`Package '${packageOf(specifier)}' is not installed.`);
  return `module.exports = new Proxy({}, {
    get(target, key) {
      if (typeof key === 'symbol' || key === '__esModule' || key === 'then') return undefined;
      throw new Error(${message});
    },
  });`;
}
