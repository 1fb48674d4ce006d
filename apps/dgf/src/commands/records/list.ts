import { Flags } from '@oclif/core';
import type { DataRecord } from '@datagenflow/contracts';
import { recordFlags, toRecordQuery } from '../../command/record-filter.js';
import { ServerCommand } from '../../command/server-command.js';
import { formatTable } from '../../output/table.js';

const MAX_LENGTH = 200;

/** Shows the newest records of a server. */
export default class List extends ServerCommand {
  static override summary = 'List records, newest first';
  static override description =
    'Asks the server that DATAGENFLOW_ENDPOINT names. Whole records: --json, or export.';
  static override examples = [
    '<%= config.bin %> records list --job 12 --status pending',
    '<%= config.bin %> records list -q "climate" -n 100 --json',
  ];
  static override flags = {
    ...recordFlags,
    query: Flags.string({ char: 'q', helpValue: 'TEXT', description: 'Records with this text' }),
    limit: Flags.integer({ char: 'n', default: 20, min: 1, max: 1_000, description: 'How many' }),
  };

  override async run(): Promise<DataRecord[]> {
    const { flags } = await this.parse(List);
    const server = await this.connect(flags);
    const { query: q, limit } = flags;
    const query = { ...toRecordQuery(flags), limit, ...(q === undefined ? {} : { q }) };
    const records = await server.call('GET /api/records', { query });
    this.log(describe(records));
    return records;
  }
}

function describe(records: readonly DataRecord[]): string {
  if (records.length === 0) return 'There are no such records.';
  const rows = records.map(({ id, job_id: job, status, output }) => [
    `${id}`,
    `${job}`,
    status,
    output.slice(0, MAX_LENGTH),
  ]);
  return formatTable([['ID', 'JOB', 'STATUS', 'OUTPUT'], ...rows]);
}
