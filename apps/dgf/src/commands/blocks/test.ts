import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { glob } from 'node:fs/promises';
import { join } from 'node:path';
import { Args } from '@oclif/core';
import { NotFoundError } from '@datagenflow/contracts';
import { DgfCommand } from '../../command/dgf-command.js';
import { EXIT } from '../../command/exit-code.js';
import { requireFile } from '../../command/require-file.js';

/** Runs the tests of user blocks. */
export default class Test extends DgfCommand {
  static override summary = 'Run the tests of user blocks';
  static override description =
    'They need no server, network or key. The SDK is the one that comes with this program, unless another is installed beside them.';
  static override examples = [
    '<%= config.bin %> blocks test',
    '<%= config.bin %> blocks test user_blocks/sentiment_analyzer.test.ts',
  ];
  static override enableJsonFlag = false;
  static override strict = false;
  static override args = {
    file: Args.string({ description: 'Test files [default: all in the user blocks]' }),
  };

  override async run(): Promise<void> {
    const { argv, flags } = await this.parse(Test);
    const { blocksDir } = this.readConfig(flags);
    const files = argv.length > 0 ? (argv as string[]) : await findTests(blocksDir);
    files.forEach((file) => requireFile(file, process.cwd()));
    if (files.length === 0) throw noTests(`There are no tests (*.test.ts) in ${blocksDir}.`);
    const hook = new URL('../../block-source/provide-sdk.js', import.meta.url);
    const args = [
      '--disable-warning=ExperimentalWarning',
      `--import=${hook.href}`,
      '--test',
      ...files,
    ];
    const child = spawn(process.execPath, args, { stdio: 'inherit' });
    const [code] = (await once(child, 'close')) as [number | null];
    process.exitCode = code === 0 ? 0 : EXIT.failed;
  }
}

async function findTests(directory: string): Promise<string[]> {
  const found = glob('**/*.test.{ts,mts,js,mjs}', {
    cwd: directory,
    exclude: (name) => name === 'node_modules',
  });
  const files: string[] = [];
  for await (const file of found) files.push(join(directory, file));
  return files.sort();
}

function noTests(message: string): NotFoundError {
  return new NotFoundError(message, { code: 'file_not_found' });
}
