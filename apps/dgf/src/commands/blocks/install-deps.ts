import { Args } from '@oclif/core';
import type { InstalledDependencies } from '@datagenflow/contracts';
import { ServerCommand } from '../../command/server-command.js';

/** Installs what a block needs. */
export default class InstallDeps extends ServerCommand {
  static override summary = 'Install the packages that a block declares and that are missing';
  static override description = 'The server installs them; the block can then be used.';
  static override examples = ['<%= config.bin %> blocks install-deps SentimentAnalyzer'];
  static override args = {
    type: Args.string({ description: 'Type of the block', required: true }),
  };

  override async run(): Promise<InstalledDependencies> {
    const { args, flags } = await this.parse(InstallDeps);
    const server = await this.connect(flags);
    const done = await server.call('POST /api/extensions/blocks/{name}/install-deps', {
      params: { name: args.type },
    });
    this.log(`✓ ${done.message}`);
    return done;
  }
}
