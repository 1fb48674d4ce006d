import { readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';

/**
 * Makes a built module that passes on all of a library hold that library itself, with its licence:
 * hundreds of files load in the time of one. Run in a package, with the file and the library.
 */
async function bundle(file, library) {
  const directory = path.resolve('node_modules', library);
  const { name, version } = JSON.parse(
    await readFile(path.join(directory, 'package.json'), 'utf8'),
  );
  const licence = (await readdir(directory)).find((entry) => /^licen[cs]e/i.test(entry));
  const terms = await readFile(path.join(directory, licence), 'utf8');
  await build({
    stdin: { contents: `export * from '${library}';`, resolveDir: process.cwd() },
    bundle: true,
    format: 'esm',
    platform: 'neutral',
    target: 'node20',
    outfile: file,
    banner: { js: `/*\n${name} ${version}\n\n${terms.trim()}\n*/` },
  });
  await rm(`${file}.map`, { force: true });
}

await bundle(...process.argv.slice(2));
