import { join } from 'node:path';
import { Flags } from '@oclif/core';
import type { Backup as BackupMade } from '@datagenflow/contracts';
import { DgfCommand } from '../command/dgf-command.js';
import { openStorageHost } from '../storage-host/open-storage-host.js';

/** Copies the database. */
export default class Backup extends DgfCommand {
  static override summary = 'Copy the database to a file in the data directory';
  static override description =
    'Whatever runs meanwhile goes on. The copy is checked before it gets its name.';
  static override examples = ['<%= config.bin %> backup'];
  static override flags = {
    'with-keys': Flags.boolean({
      description: 'Leave keys of models in, encrypted with the master key',
    }),
  };

  override async run(): Promise<BackupMade> {
    const { flags } = await this.parse(Backup);
    const config = this.readConfig(flags);
    await using host = await openStorageHost(config);
    const made = await host.backUp({ with_keys: flags['with-keys'] });
    this.log(`✓ ${join(config.dataDir, 'backups', made.file)}`);
    const keys = made.with_keys ? 'with' : 'without';
    this.say(`${made.counts['records'] ?? 0} records, ${made.bytes} bytes, ${keys} keys`);
    return made;
  }
}
