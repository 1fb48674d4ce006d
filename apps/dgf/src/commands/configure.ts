import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Flags } from '@oclif/core';
import type { RuntimeConfig } from '@datagenflow/runtime/settings';
import { DgfCommand } from '../command/dgf-command.js';
import { formatTable } from '../output/table.js';
import {
  checkEndpoint,
  ENDPOINT,
  readEndpoint,
  sourceOf,
  type SettingSource,
} from '../server/read-endpoint.js';
import { setVariable } from '../server/set-variable.js';

/** A setting and where it comes from. */
interface Shown {
  value: string;
  source: SettingSource;
}

/** Shows or sets which server commands talk to. */
export default class Configure extends DgfCommand {
  static override summary = 'Show the settings of this directory, or name the server to talk to';
  static override description =
    'A setting of the environment comes before one of .env in this directory, and that before the default. --endpoint writes to .env and leaves its other lines as they are.';
  static override examples = [
    '<%= config.bin %> configure --show',
    '<%= config.bin %> configure --endpoint https://flow.example.com',
  ];
  static override flags = {
    show: Flags.boolean({ description: 'Show each setting and where it comes from (the default)' }),
    endpoint: Flags.string({ helpValue: 'URL', description: 'Server to talk to from now on' }),
  };

  override async run(): Promise<Record<string, Shown>> {
    const { flags } = await this.parse(Configure);
    const cwd = process.cwd();
    if (flags.endpoint !== undefined) {
      const url = checkEndpoint(flags.endpoint);
      const file = join(cwd, '.env');
      const before = existsSync(file) ? await readFile(file, 'utf8') : '';
      await writeFile(file, setVariable(before, ENDPOINT, url), { mode: 0o600 });
      this.log(`✓ ${ENDPOINT}=${url} in .env`);
      if (sourceOf(ENDPOINT, cwd, process.env) === 'environment') {
        this.sayWarning(`The environment sets ${ENDPOINT} too, and comes first.`);
      }
    }
    const settings = showSettings(this.readConfig(flags), cwd);
    if (flags.endpoint === undefined || flags.show) {
      const rows = Object.entries(settings).map(([name, { value, source }]) => [
        name,
        value,
        source,
      ]);
      this.log(formatTable([['SETTING', 'VALUE', 'FROM'], ...rows]));
    }
    return settings;
  }
}

function showSettings(config: RuntimeConfig, cwd: string): Record<string, Shown> {
  const values = {
    DATAGENFLOW_TOKEN: config.token === undefined ? 'none' : 'set (not shown)',
    DATAGENFLOW_DATA_DIR: config.dataDir,
    DATAGENFLOW_BLOCKS_PATH: config.blocksDir,
    DATAGENFLOW_TEMPLATES_PATH: config.templatesDir,
    HOST: config.host,
    PORT: String(config.port),
  };
  const { url, source } = readEndpoint(cwd, process.env);
  const rest = Object.entries(values).map(([name, value]) => {
    return [name, { value, source: sourceOf(name, cwd, process.env) }] as const;
  });
  return { [ENDPOINT]: { value: url, source }, ...Object.fromEntries(rest) };
}
