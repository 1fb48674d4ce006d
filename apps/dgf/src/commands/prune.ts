import { Flags } from '@oclif/core';
import type { Pruned } from '@datagenflow/contracts';
import { DgfCommand } from '../command/dgf-command.js';
import { openStorageHost } from '../storage-host/open-storage-host.js';

/** Removes what is kept for reuse alone. */
export default class Prune extends DgfCommand {
  static override summary = 'Remove old model calls of deleted jobs';
  static override description =
    'They are kept so that other jobs can reuse them. Calls that a trace refers to always stay.';
  static override examples = [
    '<%= config.bin %> prune --older-than 90',
    '<%= config.bin %> prune --max-mb 500',
  ];
  static override flags = {
    'older-than': Flags.integer({
      description: 'Age of a call in days; 30 when nothing else is asked for',
      min: 0,
      max: 36_500,
    }),
    'max-mb': Flags.integer({
      description: 'The oldest go until those left take so many MB',
      min: 0,
      max: 1_000_000_000,
    }),
  };

  override async run(): Promise<Pruned> {
    const { flags } = await this.parse(Prune);
    await using host = await openStorageHost(this.readConfig(flags));
    const { 'older-than': days, 'max-mb': megabytes } = flags;
    const pruned = await host.prune({
      ...(days === undefined ? {} : { older_than_days: days }),
      ...(megabytes === undefined ? {} : { max_mb: megabytes }),
    });
    this.log(`✓ ${pruned.calls} calls removed`);
    return pruned;
  }
}
