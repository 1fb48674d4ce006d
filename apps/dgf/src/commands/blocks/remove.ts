import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Args } from '@oclif/core';
import { ConflictError } from '@datagenflow/contracts';
import { findUserBlock } from '../../block-source/find-user-block.js';
import { DgfCommand } from '../../command/dgf-command.js';

/** Removes a file of the user blocks. */
export default class Remove extends DgfCommand {
  static override summary = 'Remove a user block: its file and the test beside it';
  static override description =
    'Named by its type or by its file. Where a file holds several blocks, it has to be named by file.';
  static override examples = [
    '<%= config.bin %> blocks remove SentimentAnalyzer',
    '<%= config.bin %> blocks remove sentiment_analyzer.ts',
  ];
  static override args = {
    name: Args.string({ description: 'Type of the block, or its file', required: true }),
  };

  override async run(): Promise<{ removed: string[] }> {
    const { args, flags } = await this.parse(Remove);
    const { blocksDir } = this.readConfig(flags);
    const { path, name, types } = await findUserBlock(blocksDir, args.name);
    if (types.length > 1 && types.includes(args.name)) {
      throw new ConflictError(
        `${name} holds ${types.join(', ')}. Remove the class from it, or all of them with: dgf blocks remove ${name}`,
        { code: 'block_not_alone', detail: { file: path, blocks: types } },
      );
    }
    const test = join(dirname(path), name.replace(/\.(m?[jt]s)$/, '.test.$1'));
    const removed = test !== path && existsSync(test) ? [path, test] : [path];
    for (const file of removed) await rm(file, { recursive: true });
    this.log(removed.map((file) => `✓ ${file} removed`).join('\n'));
    return { removed };
  }
}
