import { checkLayers } from './layers.mjs';
import { checkPackages } from './package-checks.mjs';
import { runQuietly, say, toolScript } from './process.mjs';
import { formatCounts, noCounts } from './test-report.mjs';

/** What `npm run verify` runs, by name. Each resolves to its exit code and its output. */
export const checks = [
  { name: 'format', run: tool('prettier', ['--check', '.']) },
  { name: 'lint', run: tool('oxlint', []) },
  { name: 'typecheck', run: tool('typescript', ['-b', '--force'], 'tsc') },
  { name: 'layers', run: checkLayers },
  { name: 'cycles', run: tool('knip', ['--cycles']) },
  { name: 'dead code', run: tool('knip', ['--treat-config-hints-as-errors']) },
  { name: 'packages', run: checkPackages },
];

/** Runs every check, prints the closing line and resolves to the exit code. */
export async function runVerify(context) {
  const counts = await countChecks(context);
  process.stdout.write(`\n${formatCounts(counts)}\n`);
  return counts.failed === 0 ? 0 : 1;
}

/** Runs one check after another, also after a failure, each with a line of its own. */
export async function countChecks(context) {
  const counts = { ...noCounts };
  for (const { name, run } of checks) {
    const startedAt = performance.now();
    const { code, output } = await run(context);
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    if (code !== 0) say(output.trimEnd());
    say(`${code === 0 ? 'PASS' : 'FAIL'} ${name} (${seconds} s)`);
    counts[code === 0 ? 'passed' : 'failed'] += 1;
  }
  return counts;
}

function tool(packageName, args, command) {
  return ({ root, node, env }) =>
    runQuietly(node, [toolScript(root, packageName, command), ...args], { cwd: root, env });
}
