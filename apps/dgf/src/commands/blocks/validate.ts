import { basename } from 'node:path';
import { isPassedOver } from '@datagenflow/extensions';
import { describeProblem } from '@datagenflow/registry';
import { Args } from '@oclif/core';
import { checkBlockFile, type BlockFileReport } from '../../block-source/check-block-file.js';
import { DgfCommand } from '../../command/dgf-command.js';
import { EXIT } from '../../command/exit-code.js';

/** Checks block files. */
export default class Validate extends DgfCommand {
  static override summary = 'Check block files without running them';
  static override description =
    'Reads what each block says about itself. Where TypeScript is installed beside a file, types are checked too. Of several files, those that are not read as blocks are left out: tests, declarations, names with a leading _ or a dot.';
  static override examples = [
    '<%= config.bin %> blocks validate user_blocks/sentiment_analyzer.ts',
    '<%= config.bin %> blocks validate user_blocks/*.ts --json',
  ];
  static override strict = false;
  static override args = {
    file: Args.string({ description: 'Block files', required: true }),
  };

  override async run(): Promise<BlockFileReport[]> {
    const { argv } = await this.parse(Validate);
    const files = argv as string[];
    const skipped = files.length === 1 ? [] : files.filter((file) => isPassedOver(basename(file)));
    const checked = files.filter((file) => !skipped.includes(file));
    const reports = await Promise.all(checked.map(checkBlockFile));
    for (const file of skipped) this.say(`  ${file}: left out, its name is none of a block`);
    for (const report of reports) {
      if (report.problems.length === 0) this.log(describe(report));
      for (const problem of report.problems) this.say(`✗ ${describeProblem(problem, report.file)}`);
    }
    if (reports.some(({ problems }) => problems.length > 0)) process.exitCode = EXIT.failed;
    return reports;
  }
}

function describe({ file, blocks, passed_on: passedOn, types_checked: isTyped }: BlockFileReport) {
  const found = [
    ...blocks.map(({ type, category }) => `${type} (${category})`),
    ...passedOn.map((module) => `what ${module} exports`),
  ];
  return `✓ ${file}: ${found.join(', ')}${isTyped ? ', types checked' : ''}`;
}
