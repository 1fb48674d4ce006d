import { forgetKeys } from '@datagenflow/runtime';
import { DgfCommand } from '../../command/dgf-command.js';

/** Removes all stored keys, for when the master key they were encrypted with is lost. */
export default class ForgetKeys extends DgfCommand {
  static override summary = 'Remove all stored keys';
  static override description =
    'For when the master key is lost: without it stored keys can’t be read, and nothing starts. Models stay; their keys have to be entered again. The server has to be stopped.';
  static override examples = ['<%= config.bin %> models forget-keys'];

  override async run(): Promise<{ models: string[] }> {
    const { flags } = await this.parse(ForgetKeys);
    const models = await forgetKeys(this.readConfig(flags));
    this.log(
      models.length === 0 ? 'There are no keys.' : `✓ Removed the keys of ${models.join(', ')}`,
    );
    return { models };
  }
}
