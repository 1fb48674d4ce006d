import { runQuietly, say, TaskError, toolScript } from './process.mjs';

const quietMs = 1500;

/** Builds what changed since the last build. Silent when it is quick; its output shows on failure. */
export async function runBuild({ root, node, env }) {
  const announcement = setTimeout(() => say('Building…'), quietMs);
  try {
    const args = [toolScript(root, 'turbo'), 'run', 'build', '--output-logs=errors-only'];
    const { code, output } = await runQuietly(node, args, { cwd: root, env });
    if (code !== 0) throw new TaskError(`${output}\nThe build failed; its output is above.`);
  } finally {
    clearTimeout(announcement);
  }
}
