import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Args } from '@oclif/core';
import { NotFoundError } from '@datagenflow/contracts';
import { templateIdOf } from '@datagenflow/registry';
import { nearestNames } from '@datagenflow/schemas';
import { DgfCommand } from '../../command/dgf-command.js';

/** Removes a file of the user templates. */
export default class Remove extends DgfCommand {
  static override summary = 'Remove a user template';
  static override description = 'Pipelines that were made from it stay.';
  static override examples = ['<%= config.bin %> templates remove my_flow'];
  static override args = {
    id: Args.string({ description: 'Id of the template, or its file', required: true }),
  };

  override async run(): Promise<{ removed: string }> {
    const { args, flags } = await this.parse(Remove);
    const { templatesDir } = this.readConfig(flags);
    const all = existsSync(templatesDir) ? await readdir(templatesDir) : [];
    const files = all.filter((name) => /^[^.].*\.ya?ml$/.test(name));
    const found =
      files.find((name) => name === basename(args.id)) ??
      files.find((name) => templateIdOf(name) === args.id);
    if (found === undefined) {
      throw new NotFoundError(`There is no template '${args.id}' in ${templatesDir}.`, {
        code: 'template_not_found',
        detail: { template_id: args.id, nearest: nearestNames(args.id, files.map(templateIdOf)) },
      });
    }
    const removed = join(templatesDir, found);
    await rm(removed);
    this.log(`✓ ${removed} removed`);
    return { removed };
  }
}
