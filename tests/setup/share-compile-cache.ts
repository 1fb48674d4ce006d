import { fileURLToPath } from 'node:url';

const DIRECTORY = fileURLToPath(new URL('../../node_modules/.cache/compiled', import.meta.url));

/** Has all processes of tests share what Node compiles, from one run to the next too. */
export function setup(): void {
  process.env['NODE_COMPILE_CACHE'] ??= DIRECTORY;
}
