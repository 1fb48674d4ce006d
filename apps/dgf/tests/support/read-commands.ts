import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Command, Interfaces } from '@oclif/core';
import { createWorkspace } from './dgf.js';

const SCRIPT = fileURLToPath(new URL('../../scripts/write-manifest.mjs', import.meta.url));

/** The commands as a build lists them; an id has colons: `blocks:list`. */
export async function readCommands(): Promise<Command.Cached[]> {
  await using work = await createWorkspace();
  const file = join(work.path, 'manifest.json');
  await promisify(execFile)(process.execPath, [SCRIPT, file]);
  const manifest = JSON.parse(await readFile(file, 'utf8')) as Interfaces.Manifest;
  return Object.values(manifest.commands);
}
