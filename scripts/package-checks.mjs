import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runQuietly, toolScript } from './process.mjs';
import { listPackages } from './workspace.mjs';

/**
 * Builds and packs every package that is published and checks the archive as its users get it:
 * its files, its manifest (publint) and its types (attw).
 * @returns {Promise<{ code: number, output: string }>} the output of what failed
 */
export async function checkPackages(context) {
  const build = await runTool(context, 'turbo', ['run', 'build', '--output-logs=errors-only']);
  if (build.code !== 0) return build;
  const directory = mkdtempSync(path.join(tmpdir(), 'datagenflow-packages-'));
  try {
    const published = listPackages(context.root).filter(({ manifest }) => !manifest.private);
    const problems = [];
    for (const each of published) problems.push(...(await checkPackage(each, directory, context)));
    return { code: problems.length === 0 ? 0 : 1, output: problems.join('\n') };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function checkPackage({ directory, manifest }, target, context) {
  const archive = path.join(target, `${path.basename(directory)}.tgz`);
  const pack = await runQuietly('pnpm', ['pack', '--json', '--out', archive], {
    cwd: path.join(context.root, directory),
    env: context.env,
  });
  if (pack.code !== 0) return [`${manifest.name}: cannot be packed\n${pack.output}`];
  const lint = await runTool(context, 'publint', ['run', archive, '--strict']);
  const types = manifest.exports
    ? await runTool(context, '@arethetypeswrong/cli', [archive, '--profile', 'esm-only'], 'attw')
    : { code: 0, output: '' };
  return [
    ...unwantedFiles(pack.output).map((file) => `${manifest.name}: ${file} must not be published`),
    ...[lint, types]
      .filter(({ code }) => code !== 0)
      .map(({ output }) => `${manifest.name}:\n${output}`),
  ];
}

function unwantedFiles(packOutput) {
  const { files } = JSON.parse(packOutput);
  const isUnwanted = (file) => /\.test\.|\.tsbuildinfo$|(^|\/)(\.env|node_modules\/)/.test(file);
  return files.map(({ path: file }) => file).filter(isUnwanted);
}

function runTool({ root, node, env }, packageName, args, command) {
  return runQuietly(node, [toolScript(root, packageName, command), ...args], { cwd: root, env });
}
