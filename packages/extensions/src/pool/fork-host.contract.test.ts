import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test, vi } from 'vitest';
import { isRunning } from '../testing/is-running.js';
import { createProject } from '../testing/temporary-project.js';

test('a host ends when its parent is killed, even while it spins', async () => {
  await using project = await createProject();
  const spinning = join(project.root, 'spins.mjs');
  await writeFile(spinning, 'for (;;);');
  const program = `
    import { forkHost } from ${JSON.stringify(new URL('./fork-host.ts', import.meta.url).href)};
    const host = forkHost({ maxMemoryMb: 256 });
    host.on('message', ({ type }) => {
      if (type !== 'ready') return;
      const request = { type: 'inspect', file: ${JSON.stringify(spinning)}, source: 'user' };
      host.send({ type: 'request', id: 1, request }, () => console.log(host.pid));
    });`;
  const parent = spawn(
    process.execPath,
    [
      '--conditions=@datagenflow/source',
      `--import=${new URL('../../../../tests/setup/resolve-sources.ts', import.meta.url).href}`,
      '--input-type=module',
      '--eval',
      program,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const [line] = (await once(createInterface({ input: parent.stdout }), 'line')) as [string];
  const host = Number(line);
  expect(isRunning(host)).toBe(true);
  parent.kill('SIGKILL');
  await vi.waitFor(() => expect(isRunning(host)).toBe(false), { timeout: 10_000 });
});
