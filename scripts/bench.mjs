import path from 'node:path';
import { runBuild } from './build.mjs';
import { runForeground } from './process.mjs';

/** Runs the benchmarks named, or all. */
export function runBench(context) {
  return runBuilt(['main.ts'], context);
}

/** Runs the drills named, or all. */
export function runDrill(context) {
  return runBuilt(['drills', 'main.ts'], context);
}

/** Builds, so that what is put to the test is what users run, then runs a program of `bench`. */
async function runBuilt(file, context) {
  await runBuild(context);
  const { root, node, env, args, isRunByNpm } = context;
  const program = path.join(root, 'bench', ...file);
  const command = ['--disable-warning=ExperimentalWarning', program, ...args];
  return runForeground(node, command, { cwd: root, env }, { endsWithParent: isRunByNpm });
}
