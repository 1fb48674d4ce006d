import { Flags } from '@oclif/core';
import type { ExtensionTemplate } from '@datagenflow/contracts';
import { ServerCommand } from '../../command/server-command.js';
import { formatTable } from '../../output/table.js';

/** Shows the templates of a server. */
export default class List extends ServerCommand {
  static override summary = 'List all templates with their source';
  static override examples = [
    '<%= config.bin %> templates list',
    '<%= config.bin %> templates list --source user',
  ];
  static override flags = {
    source: Flags.option({
      options: ['builtin', 'user'] as const,
      description: 'Only those from there',
    })(),
  };

  override async run(): Promise<ExtensionTemplate[]> {
    const { flags } = await this.parse(List);
    const server = await this.connect(flags);
    const all = await server.call('GET /api/extensions/templates');
    const templates = all.filter(
      ({ source }) => flags.source === undefined || source === flags.source,
    );
    this.log(describe(templates));
    return templates;
  }
}

function describe(templates: readonly ExtensionTemplate[]): string {
  if (templates.length === 0) return 'There are no such templates.';
  const rows = templates.map(({ id, source, available, name }) => [
    id,
    source,
    available ? 'available' : 'unavailable',
    name,
  ]);
  const errors = templates
    .filter(({ available }) => !available)
    .map(({ id, error }) => `${id} is unavailable:\n  ${(error ?? '').replaceAll('\n', '\n  ')}`);
  return [formatTable([['ID', 'SOURCE', 'STATUS', 'NAME'], ...rows]), ...errors].join('\n\n');
}
