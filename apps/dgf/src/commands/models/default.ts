import { Args } from '@oclif/core';
import { DgfCommand } from '../../command/dgf-command.js';
import { kindFlag } from '../../model-host/kind-flag.js';
import { openModelHost } from '../../model-host/open-model-host.js';

/** Makes a model the default one of its kind. */
export default class Default extends DgfCommand {
  static override summary = 'Make a model the default one';
  static override description = 'It serves every step that names no model.';
  static override examples = ['<%= config.bin %> models default main'];
  static override args = {
    name: Args.string({ description: 'Name of the model', required: true }),
  };
  static override flags = { kind: kindFlag() };

  override async run(): Promise<{ message: string }> {
    const { args, flags } = await this.parse(Default);
    await using host = await openModelHost(this.readConfig(flags));
    await host.setDefault(flags.kind, args.name);
    const message = `${flags.kind} model '${args.name}' is the default one`;
    this.log(`✓ ${message}`);
    return { message };
  }
}
