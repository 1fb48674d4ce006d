import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runBuild } from './build.mjs';
import { findChromium } from './chromium.mjs';
import { runVisible, say, toolScript } from './process.mjs';
import { addCounts, formatCounts, noCounts, readPlaywright, readVitest } from './test-report.mjs';

/** Projects of vitest, the cheapest first. */
const PROJECTS = ['unit', 'contract', 'postgres', 'packages'];

/** Runs the tests, prints the closing line and resolves to the exit code. */
export async function runTests(context) {
  const counts = await countTests(context);
  process.stdout.write(`\n${formatCounts(counts)}\n`);
  return counts.failed === 0 && counts.passed > 0 ? 0 : 1;
}

/**
 * Builds, then runs the tests of each project of vitest and those in the browser. A filter
 * (`npm test -- PATTERN`) selects test files of vitest and leaves the browser out.
 */
export async function countTests(context) {
  await runBuild(context);
  const reports = mkdtempSync(path.join(tmpdir(), 'datagenflow-tests-'));
  try {
    const counts = [];
    for (const project of PROJECTS) counts.push(await runProject(project, context, reports));
    if (context.args.length === 0) counts.push(await runBrowserTests(context, reports));
    return counts.reduce(addCounts);
  } finally {
    rmSync(reports, { recursive: true, force: true });
  }
}

async function runProject(project, { root, node, env, args }, reports) {
  say(`\nTests: ${project}`);
  const report = path.join(reports, `${project}.json`);
  const options = ['run', '--project', project, '--passWithNoTests', '--reporter=default'];
  const json = ['--reporter=json', `--outputFile.json=${report}`];
  const command = [toolScript(root, 'vitest'), ...options, ...json, ...args];
  const code = await runVisible(node, command, { cwd: root, env });
  return readVitest(report, code);
}

async function runBrowserTests({ root, env }, reports) {
  if (!existsSync(path.join(root, 'tests', 'e2e', 'package.json'))) return noCounts;
  say('\nTests: browser');
  const report = path.join(reports, 'browser.json');
  const chromium = await findChromium(env);
  const place = {
    cwd: root,
    env: { ...env, CHROMIUM_PATH: chromium, PLAYWRIGHT_JSON_OUTPUT_FILE: report },
  };
  const args = ['--filter', '@datagenflow/e2e', 'test', '--reporter=list,json'];
  const code = await runVisible('pnpm', args, place);
  return readPlaywright(report, code);
}
