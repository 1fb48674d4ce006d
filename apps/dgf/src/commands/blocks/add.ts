import { existsSync } from 'node:fs';
import { cp, mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Args, Flags } from '@oclif/core';
import { ConflictError, ValidationError, type InstalledDependencies } from '@datagenflow/contracts';
import { describeProblem } from '@datagenflow/registry';
import { checkBlockFile, type BlockFileReport } from '../../block-source/check-block-file.js';
import { ServerCommand } from '../../command/server-command.js';

/** What became of a file. */
interface Added {
  file: string;
  blocks: string[];
  installed: InstalledDependencies[];
}

/** Copies a block into the user blocks. */
export default class Add extends ServerCommand {
  static override summary = 'Add a block file to the user blocks';
  static override description =
    'Checks the file and copies it. A server that is up takes it over by itself.';
  static override examples = [
    '<%= config.bin %> blocks add ~/blocks/sentiment_analyzer.ts',
    '<%= config.bin %> blocks add sentiment_analyzer.ts --install-deps',
  ];
  static override args = { file: Args.string({ description: 'Block file', required: true }) };
  static override flags = {
    force: Flags.boolean({ char: 'f', description: 'Replace a file of that name' }),
    'install-deps': Flags.boolean({
      description: 'Have the server install the packages it declares',
    }),
  };

  override async run(): Promise<Added> {
    const { args, flags } = await this.parse(Add);
    const report = await checkBlockFile(args.file);
    if (report.problems.length > 0) throw refused(report);
    const { blocksDir } = this.readConfig(flags);
    const target = join(blocksDir, basename(args.file));
    if (existsSync(target) && !flags.force) throw taken(target);
    const server = flags['install-deps'] ? await this.connect(flags) : undefined;
    await server?.call('GET /health');
    await mkdir(blocksDir, { recursive: true });
    await cp(args.file, target);
    const blocks = report.blocks.map(({ type }) => type);
    this.log(`✓ ${target}: ${[...blocks, ...report.passed_on].join(', ')}`);
    const installed: InstalledDependencies[] = [];
    if (server !== undefined) await server.call('POST /api/extensions/reload');
    for (const name of server === undefined ? [] : blocks) {
      const done = await server?.call('POST /api/extensions/blocks/{name}/install-deps', {
        params: { name },
      });
      if (done === undefined) continue;
      this.log(`✓ ${done.message}`);
      installed.push(done);
    }
    const needs = report.blocks.some(({ dependencies }) => dependencies.length > 0);
    if (needs && server === undefined) {
      this.say(`It needs packages. Install them with: dgf blocks install-deps ${blocks.join(' ')}`);
    }
    return { file: target, blocks, installed };
  }
}

function refused({ file, problems }: BlockFileReport): ValidationError {
  const lines = problems.map((problem) => describeProblem(problem, file));
  return new ValidationError(`${lines.join('\n')}\nNothing was added.`, {
    code: 'block_file_invalid',
    detail: { problems },
  });
}

function taken(file: string): ConflictError {
  return new ConflictError(`${file} is there already. Replace it with --force.`, {
    code: 'file_exists',
    detail: { file },
  });
}
