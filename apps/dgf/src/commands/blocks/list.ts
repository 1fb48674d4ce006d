import { Flags } from '@oclif/core';
import type { BlockInfo } from '@datagenflow/contracts';
import { ServerCommand } from '../../command/server-command.js';
import { paint } from '../../output/paint.js';
import { formatTable } from '../../output/table.js';

const STATUS_COLUMN = 3;

/** Shows the blocks of a server. */
export default class List extends ServerCommand {
  static override summary = 'List all blocks with their source and whether they can be used';
  static override examples = [
    '<%= config.bin %> blocks list',
    '<%= config.bin %> blocks list --source user',
  ];
  static override flags = {
    source: Flags.option({
      options: ['builtin', 'custom', 'user'] as const,
      description: 'Only those from there',
    })(),
  };

  override async run(): Promise<BlockInfo[]> {
    const { flags } = await this.parse(List);
    const server = await this.connect(flags);
    const all = await server.call('GET /api/extensions/blocks');
    const blocks = all.filter(
      ({ source }) => flags.source === undefined || source === flags.source,
    );
    this.log(describe(blocks));
    return blocks;
  }
}

function describe(blocks: readonly BlockInfo[]): string {
  if (blocks.length === 0) return 'There are no such blocks.';
  const rows = blocks.map(({ type, category, source, available, overrides = [] }) => [
    type,
    category,
    overrides.length === 0 ? source : `${source}, instead of ${overrides.join(', ')}`,
    available ? 'available' : 'unavailable',
  ]);
  const table = formatTable([['TYPE', 'CATEGORY', 'SOURCE', 'STATUS'], ...rows], {
    paint: (cell, column) =>
      column === STATUS_COLUMN && cell !== 'STATUS' ? paintStatus(cell) : cell,
  });
  const errors = blocks.filter(({ available }) => !available).map(describeError);
  return [table, ...errors].join('\n\n');
}

function paintStatus(status: string): string {
  return paint(status === 'available' ? 'green' : 'red', status);
}

function describeError({ type, error, unavailable }: BlockInfo): string {
  const lines = (error ?? '').split('\n').map((line) => `  ${line}`);
  const fix =
    unavailable?.reason === 'dependencies_missing'
      ? [`  Install what is missing: dgf blocks install-deps ${type}`]
      : [];
  return [`${type} is unavailable:`, ...lines, ...fix].join('\n');
}
