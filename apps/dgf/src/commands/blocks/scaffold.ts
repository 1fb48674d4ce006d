import { resolve } from 'node:path';
import { Args, Flags } from '@oclif/core';
import { DgfCommand } from '../../command/dgf-command.js';
import { blockFiles } from '../../scaffold/block-files.js';
import { writeNewFiles } from '../../scaffold/write-new-files.js';

/** Writes a block to begin with. */
export default class Scaffold extends DgfCommand {
  static override summary = 'Write a block to begin with, and a test for it';
  static override description =
    'Both go to this directory, or to the one that --dir names. A block is known as soon as it lies in user_blocks.';
  static override examples = [
    '<%= config.bin %> blocks scaffold SentimentAnalyzer -c validators',
    '<%= config.bin %> blocks scaffold Translator --dir user_blocks',
  ];
  static override args = {
    name: Args.string({ description: 'Type of the block, such as MyBlock', required: true }),
  };
  static override flags = {
    category: Flags.string({
      char: 'c',
      default: 'general',
      description:
        'Where the palette lists it: seeders, generators, validators, metrics, utilities, integrations, general or another name',
    }),
    dir: Flags.string({ default: '.', helpValue: 'DIR', description: 'Where to write' }),
  };

  override async run(): Promise<{ files: string[] }> {
    const { args, flags } = await this.parse(Scaffold);
    const files = blockFiles(args.name, flags.category);
    await writeNewFiles(resolve(flags.dir), files);
    const written = files.map(({ path }) => (flags.dir === '.' ? path : `${flags.dir}/${path}`));
    this.log(written.map((path) => `✓ ${path}`).join('\n'));
    this.say(`Check it with: dgf blocks test ${written[1] ?? ''}`);
    return { files: written };
  }
}
