#!/usr/bin/env node
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 22)) {
  process.stderr.write(
    `dgf needs Node.js 22.22 or newer, this is ${process.version}. Install it from https://nodejs.org, or in a clone of DataGenFlow use: npm run dgf -- …\n`,
  );
  process.exit(78);
}
const { execute } = await import('@oclif/core');
await execute({ dir: import.meta.url });
