import path from 'node:path';
import { runBuild } from './build.mjs';
import { runForeground } from './process.mjs';

/** Builds, so that what is measured is what users run, then runs the benchmarks named, or all. */
export async function runBench(context) {
  await runBuild(context);
  const { root, node, env, args, isRunByNpm } = context;
  const program = path.join(root, 'bench', 'main.ts');
  const command = ['--disable-warning=ExperimentalWarning', program, ...args];
  return runForeground(node, command, { cwd: root, env }, { endsWithParent: isRunByNpm });
}
