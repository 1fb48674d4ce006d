import path from 'node:path';
import { runBuild } from './build.mjs';
import { exitOf, say, startCommand } from './process.mjs';
import { noCounts } from './test-report.mjs';

/** What CI breaks on purpose: random kills, and a kill at each boundary of a commit. */
const names = ['kills', 'fail-points'];

/** Always the same, so that a failure can be had again. */
const seed = '1';

/** Runs the short drills of CI and counts the promises that were kept. */
export async function countDrills({ root, node, env, ...context }) {
  await runBuild({ root, node, env, ...context });
  say('\nDrills');
  const program = path.join(root, 'bench', 'drills', 'main.ts');
  const args = ['--disable-warning=ExperimentalWarning', program, ...names, '--seed', seed];
  const child = startCommand(node, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'inherit'] });
  const chunks = [];
  child.stdout.on('data', (chunk) => chunks.push(chunk));
  const code = await exitOf(child);
  const counts = countPromises(Buffer.concat(chunks).toString('utf8'));
  return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

function countPromises(output) {
  if (output.trim() === '') return noCounts;
  const checks = JSON.parse(output).flatMap((report) => report.checks);
  const broken = checks.filter(({ isKept }) => !isKept);
  for (const check of broken) say(JSON.stringify(check, null, 2));
  return { ...noCounts, passed: checks.length - broken.length, failed: broken.length };
}
