import { randomBytes } from 'node:crypto';
import { relative, resolve } from 'node:path';
import { SDK_MAJOR } from '@datagenflow/block-sdk/host';
import { Args } from '@oclif/core';
import { DgfCommand } from '../command/dgf-command.js';
import { projectFiles } from '../scaffold/project-files.js';
import { writeMissingFiles } from '../scaffold/write-new-files.js';

/** Makes a directory for a team’s blocks and templates. */
export default class Init extends DgfCommand {
  static override summary = 'Make a directory for your own blocks and templates';
  static override description =
    'It holds a .env with a new token, user_blocks, user_templates and what VS Code needs to debug blocks. Files that are there already stay as they are.';
  static override examples = ['<%= config.bin %> init my-project', '<%= config.bin %> init'];
  static override args = {
    dir: Args.string({ default: '.', description: 'Directory, made if it is not there' }),
  };

  override async run(): Promise<{ directory: string; written: string[]; kept: string[] }> {
    const { args } = await this.parse(Init);
    const directory = resolve(args.dir);
    const files = projectFiles({
      token: randomBytes(24).toString('base64url'),
      sdkRange: `^${SDK_MAJOR}.0.0`,
    });
    const { written, kept } = await writeMissingFiles(directory, files);
    for (const path of written) this.log(`✓ ${path}`);
    for (const path of kept) this.log(`  ${path} was there and stays as it is`);
    const place = relative(process.cwd(), directory);
    this.say(`\nNext:${place === '' ? '' : `\n  cd ${place}`}
  dgf start --open
  dgf blocks scaffold MyBlock --dir user_blocks`);
    return { directory, written, kept };
  }
}
