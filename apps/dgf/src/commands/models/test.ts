import { Args } from '@oclif/core';
import { NotFoundError, type ConnectionTestResult } from '@datagenflow/contracts';
import { DgfCommand } from '../../command/dgf-command.js';
import { EXIT } from '../../command/exit-code.js';
import { kindFlag } from '../../model-host/kind-flag.js';
import { openModelHost } from '../../model-host/open-model-host.js';

/** Asks a configured model something. */
export default class Test extends DgfCommand {
  static override summary = 'Ask a configured model something';
  static override description = 'Sends one short request, without retries, and waits ten seconds.';
  static override examples = [
    '<%= config.bin %> models test',
    '<%= config.bin %> models test main',
  ];
  static override args = {
    name: Args.string({ description: 'Name of the model; by default the default one' }),
  };
  static override flags = { kind: kindFlag() };

  override async run(): Promise<ConnectionTestResult> {
    const { args, flags } = await this.parse(Test);
    await using host = await openModelHost(this.readConfig(flags));
    const models = args.name === undefined ? await host.list(flags.kind) : [];
    const name = args.name ?? models.find(({ is_default }) => is_default)?.name;
    if (name === undefined) throw new NotFoundError(`No ${flags.kind} model is configured.`);
    const result = await host.test(flags.kind, name);
    if (result.success) this.log(`✓ ${name}: ${result.message} (${result.latency_ms} ms)`);
    else this.say(`✗ ${name}: ${result.message}`);
    if (!result.success) process.exitCode = EXIT.failed;
    return result;
  }
}
