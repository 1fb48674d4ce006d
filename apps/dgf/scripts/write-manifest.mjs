import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Config } from '@oclif/core';

/*
 * Writes what `--help` and completion need to know, so that only the command that runs is loaded.
 * With an argument: to that file.
 */

const root = fileURLToPath(new URL('..', import.meta.url));
const config = await Config.load({ root, ignoreManifest: true, errorOnManifestCreate: true });
const { manifest } = config.plugins.get(config.name);
const file = process.argv[2] ?? `${root}oclif.manifest.json`;
await writeFile(file, `${JSON.stringify(manifest)}\n`);
