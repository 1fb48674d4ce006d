#!/usr/bin/env node
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 22)) {
  process.stderr.write(
    `dgf needs Node.js 22.22 or newer, this is ${process.version}. Install it from https://nodejs.org, or in a clone of DataGenFlow use: npm run dgf -- …\n`,
  );
  process.exit(78);
}
const { existsSync, readdirSync, statSync } = await import('node:fs');
const { enableCompileCache } = await import('node:module');
const { join } = await import('node:path');
const { fileURLToPath } = await import('node:url');
const { default: envPaths } = await import('env-paths');

// What Node has compiled it need not compile again, here and in the processes started from here.
process.env.NODE_COMPILE_CACHE ??= join(envPaths('dgf', { suffix: '' }).cache, 'compiled');
enableCompileCache(process.env.NODE_COMPILE_CACHE);

const { execute } = await import('@oclif/core');

// Whoever reads has seen enough, as `dgf … | head` does.
process.stdout.on('error', ({ code }) => process.exit(code === 'EPIPE' ? 0 : 1));

const root = fileURLToPath(new URL('..', import.meta.url));
await execute({ loadOptions: { root, ignoreManifest: isStale('oclif.manifest.json') } });

/** In a clone, commands may have changed since the manifest was written. A package has no sources. */
function isStale(manifest) {
  const written = statSync(root + manifest, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (!existsSync(`${root}src`)) return false;
  const sources = readdirSync(`${root}src`, { recursive: true });
  return sources.some((file) => statSync(`${root}src/${file}`).mtimeMs > written);
}
