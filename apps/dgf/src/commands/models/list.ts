import type { Model } from '@datagenflow/contracts';
import { DgfCommand } from '../../command/dgf-command.js';
import { openModelHost } from '../../model-host/open-model-host.js';
import { describeModels } from '../../output/describe-model.js';

/** Shows the configured models, never their keys. */
export default class List extends DgfCommand {
  static override summary = 'List the configured models';
  static override description = 'The default model of each kind is marked with *.';
  static override examples = ['<%= config.bin %> models list'];

  override async run(): Promise<Model[]> {
    const { flags } = await this.parse(List);
    await using host = await openModelHost(this.readConfig(flags));
    const models = [...(await host.list('llm')), ...(await host.list('embedding'))];
    this.log(describeModels(models));
    return models;
  }
}
