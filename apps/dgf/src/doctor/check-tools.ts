import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Finding } from '@datagenflow/runtime';

const TOOLS = ['docker', 'podman'];

/** Whether there is a program here that builds images. */
export async function checkImageTools(env: NodeJS.ProcessEnv): Promise<Finding> {
  const name = 'Image tools';
  const versions = await Promise.all(TOOLS.map((tool) => versionOf(tool, env)));
  const found = versions.filter((version) => version !== undefined);
  if (found.length > 0) return { name, status: 'ok', message: found.join(', ') };
  return {
    name,
    status: 'warning',
    message: 'neither docker nor podman',
    fix: 'Install one to build images with dgf image. Nothing else needs it.',
  };
}

/** Whether this Node is one of those that this program is made for. */
export function checkNode(version: string): Finding {
  return { name: 'Node.js', status: 'ok', message: `${version} (22.22 or newer is needed)` };
}

async function versionOf(tool: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)(tool, ['--version'], { env, timeout: 5_000 });
    return stdout.trim().split('\n')[0];
  } catch {
    return undefined;
  }
}
