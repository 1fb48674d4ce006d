import { resolve } from 'node:path';
import { Flags } from '@oclif/core';
import { recordFlags, toRecordQuery } from '../command/record-filter.js';
import { ServerCommand } from '../command/server-command.js';
import { writeLines } from '../output/write-lines.js';

/** Writes the records of a server to a file. */
export default class Export extends ServerCommand {
  static override summary = 'Write records to a file';
  static override description =
    'Asks the server that DATAGENFLOW_ENDPOINT names. The file appears when it is complete.';
  static override examples = [
    '<%= config.bin %> export -o accepted.jsonl --status accepted',
    '<%= config.bin %> export --job 12 --format csv -o records.csv',
    '<%= config.bin %> export --job 12 | head -n 3',
  ];
  static override flags = {
    ...recordFlags,
    output: Flags.string({
      char: 'o',
      default: '-',
      helpValue: 'FILE',
      description: 'Where to write; - is stdout',
    }),
    format: Flags.option({
      options: ['jsonl', 'json', 'csv', 'chat'] as const,
      default: 'jsonl' as const,
      description: 'chat: JSONL of messages, from the fields of a conversation',
    })(),
    raw: Flags.boolean({
      description: 'With csv: leave texts as they are that a spreadsheet would run as formulas',
    }),
  };

  override async run(): Promise<{ file: string; lines: number }> {
    const { flags } = await this.parse(Export);
    const server = await this.connect(flags);
    const { body } = await server.open('GET /api/export', {
      query: {
        ...toRecordQuery(flags),
        format: flags.format,
        csv: flags.raw ? 'raw' : undefined,
      },
    });
    const text = body === null ? noText() : body.pipeThrough(new TextDecoderStream());
    const path = flags.output === '-' ? '-' : resolve(flags.output);
    const lines = await writeLines(text, path, async () => undefined);
    if (path !== '-') this.say(`✓ ${flags.output} (${lines} lines)`);
    return { file: flags.output, lines };
  }
}

async function* noText(): AsyncGenerator<string> {}
