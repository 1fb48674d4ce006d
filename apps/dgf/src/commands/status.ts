import type { ExtensionStatus } from '@datagenflow/contracts';
import { ServerCommand } from '../command/server-command.js';
import { formatTable } from '../output/table.js';

/** Shows how a server is. */
export default class Status extends ServerCommand {
  static override summary = 'Show whether the server is well and what it offers';
  static override description =
    'Asks the server that DATAGENFLOW_ENDPOINT names, by default http://localhost:8000.';
  static override examples = [
    '<%= config.bin %> status',
    'DATAGENFLOW_ENDPOINT=https://flow.example.com <%= config.bin %> status --json',
  ];

  override async run(): Promise<{ endpoint: string; health: string } & ExtensionStatus> {
    const { flags } = await this.parse(Status);
    const server = await this.connect(flags);
    const { status: health } = await server.call('GET /health');
    const status = await server.call('GET /api/extensions/status');
    this.log(describe(server.base, health, status));
    return { endpoint: server.base, health, ...status };
  }
}

function describe(url: string, health: string, status: ExtensionStatus): string {
  const { blocks, templates, hot_reload: reload, version } = status;
  const unavailable = blocks.unavailable === 0 ? '' : `, ${blocks.unavailable} unavailable`;
  const { builtin_blocks: builtin, custom_blocks: custom, user_blocks: user } = blocks;
  return formatTable([
    ['Server', `${url} (${health})`],
    ['Version', version],
    ['Blocks', `${blocks.total}: ${builtin} builtin, ${custom} custom, ${user} user${unavailable}`],
    [
      'Templates',
      `${templates.total}: ${templates.builtin_templates} builtin, ${templates.user_templates} user`,
    ],
    ['Hot reload', reload.enabled ? `on, ${reload.debounce_ms} ms after a change` : 'off'],
  ]);
}
