import { copyFile, mkdir } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { Args, Flags } from '@oclif/core';
import { ConflictError, ValidationError } from '@datagenflow/contracts';
import { describeProblem } from '@datagenflow/registry';
import { listUserBlocks } from '../../block-source/find-user-block.js';
import { DgfCommand } from '../../command/dgf-command.js';
import { checkTemplateFile } from '../../template-file/check-template-file.js';

/** Copies a template into the user templates. */
export default class Add extends DgfCommand {
  static override summary = 'Add a template file to the user templates';
  static override description =
    'Checks the file and copies it. A server that is up takes it over by itself. The id of a built-in template is taken.';
  static override examples = ['<%= config.bin %> templates add ~/flows/my_flow.yaml'];
  static override args = { file: Args.string({ description: 'Template, .yaml', required: true }) };
  static override flags = {
    force: Flags.boolean({ char: 'f', description: 'Replace a file of that name' }),
  };

  override async run(): Promise<{ id: string; file: string }> {
    const { args, flags } = await this.parse(Add);
    const { blocksDir, templatesDir } = this.readConfig(flags);
    const userTypes = (await listUserBlocks(blocksDir)).flatMap(({ types }) => types);
    const { id, problems } = await checkTemplateFile(args.file, userTypes);
    const wrong = problems.filter(({ severity }) => severity === 'error');
    if (!['.yaml', '.yml'].includes(extname(args.file))) {
      throw refused(['A template file ends in .yaml or .yml.']);
    }
    if (wrong.length > 0) throw refused(wrong.map((each) => describeProblem(each, args.file)));
    const target = join(templatesDir, basename(args.file));
    if (existsSync(target) && !flags.force) {
      throw new ConflictError(`${target} is there already. Replace it with --force.`, {
        code: 'file_exists',
        detail: { file: target },
      });
    }
    await mkdir(templatesDir, { recursive: true });
    await copyFile(args.file, target);
    this.log(`✓ ${target}`);
    return { id, file: target };
  }
}

function refused(lines: string[]): ValidationError {
  return new ValidationError([...lines, 'Nothing was added.'].join('\n'), {
    code: 'template_invalid',
  });
}
