import { expect, test } from 'vitest';
import { createWorkspace } from '../../apps/dgf/tests/support/dgf.js';
import { unpackProgram } from './unpack-program.js';

test('PKG-04: the packed dgf works in another directory, with a server and without', async () => {
  await using program = await unpackProgram();
  await using work = await createWorkspace({ bin: program.bin });
  await work.write('seeds.json', [{ metadata: { content: 'The tide comes in.' } }]);
  await work.run(['blocks', 'scaffold', 'WordCount', '--dir', 'user_blocks']);
  const run = await work.run(['run', 'text_classification', 'seeds.json', '-o', '-']);
  expect(run).toMatchObject({ code: 0, stdout: expect.stringContaining('tide') as string });

  const server = work.start(['start', '--port', '0']);
  const [url = ''] = /http:\/\/localhost:\d+/.exec(await server.says('Ctrl-C')) ?? [];
  const blocks = await work.run(['blocks', 'list'], { DATAGENFLOW_ENDPOINT: url });
  expect(blocks.stdout).toMatch(/^WordCount +general +user +available$/m);
}, 120_000);
