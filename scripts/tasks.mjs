import path from 'node:path';
import { runBench, runDrill } from './bench.mjs';
import { runBuild } from './build.mjs';
import { runCi } from './ci.mjs';
import { runDev } from './dev.mjs';
import { runForeground, runVisible, toolScript } from './process.mjs';
import { runTests } from './test.mjs';
import { runVerify } from './verify.mjs';

/**
 * @typedef {object} TaskContext
 * @property {string} root of the repository
 * @property {string} node path of a supported Node
 * @property {NodeJS.ProcessEnv} env with that Node and the pinned pnpm on its PATH
 * @property {string} userDirectory where the command was typed
 * @property {boolean} isRunByNpm and not directly
 * @property {string[]} args after the task's name
 */

/**
 * What `npm run NAME` and `npm NAME` do, by name.
 * @type {Record<string, { needsDependencies: boolean, run: (context: TaskContext) => Promise<number> }>}
 */
export const tasks = {
  start: task((context) => runDgf({ ...context, args: ['start', ...context.args] }, context.root)),
  dgf: task((context) => runDgf(context, context.userDirectory)),
  dev: task(runDev),
  build: task((context) => runTool('turbo', ['run', 'build', ...context.args], context)),
  test: task(runTests),
  lint: task((context) => runTool('oxlint', context.args, context)),
  typecheck: task((context) => runTool('typescript', ['-b', '--force'], context, 'tsc')),
  format: task((context) =>
    runTool('prettier', context.args.length > 0 ? context.args : ['--write', '.'], context),
  ),
  bench: task(runBench),
  drill: task(runDrill),
  verify: task(runVerify),
  ci: task(runCi),
  changeset: task((context) => runTool('@changesets/cli', context.args, context, 'changeset')),
  pnpm: {
    needsDependencies: false,
    run: ({ args, env, userDirectory }) => runVisible('pnpm', args, { cwd: userDirectory, env }),
  },
};

function task(run) {
  return { needsDependencies: true, run };
}

async function runDgf(context, cwd) {
  await runBuild(context);
  const script = path.join(context.root, 'apps', 'dgf', 'bin', 'dgf.js');
  const env = {
    ...context.env,
    ...(context.isRunByNpm && { DATAGENFLOW_COMMAND: 'npm run dgf --' }),
  };
  const place = { cwd, env };
  return runForeground(context.node, [script, ...context.args], place, {
    endsWithParent: context.isRunByNpm,
  });
}

function runTool(packageName, args, { root, node, env }, command) {
  return runVisible(node, [toolScript(root, packageName, command), ...args], { cwd: root, env });
}
