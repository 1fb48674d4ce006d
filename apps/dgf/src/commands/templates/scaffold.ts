import { resolve } from 'node:path';
import { Args, Flags } from '@oclif/core';
import { DgfCommand } from '../../command/dgf-command.js';
import { templateFile } from '../../scaffold/template-file.js';
import { writeNewFiles } from '../../scaffold/write-new-files.js';

/** Writes a template to begin with. */
export default class Scaffold extends DgfCommand {
  static override summary = 'Write a template to begin with, which runs on any model';
  static override examples = [
    '<%= config.bin %> templates scaffold "My Flow"',
    '<%= config.bin %> templates scaffold "My Flow" --dir user_templates',
  ];
  static override args = {
    name: Args.string({
      description: 'Name for people; the file is named after it',
      required: true,
    }),
  };
  static override flags = {
    dir: Flags.string({ default: '.', helpValue: 'DIR', description: 'Where to write' }),
  };

  override async run(): Promise<{ file: string }> {
    const { args, flags } = await this.parse(Scaffold);
    const template = templateFile(args.name);
    await writeNewFiles(resolve(flags.dir), [template]);
    const file = flags.dir === '.' ? template.path : `${flags.dir}/${template.path}`;
    this.log(`✓ ${file}`);
    this.say(`Run it over a seed file with: dgf run ${file} SEEDS -o out.jsonl`);
    return { file };
  }
}
