import { Args } from '@oclif/core';
import { describeProblem } from '@datagenflow/registry';
import { listUserBlocks } from '../../block-source/find-user-block.js';
import { DgfCommand } from '../../command/dgf-command.js';
import { EXIT } from '../../command/exit-code.js';
import { checkTemplateFile, type TemplateReport } from '../../template-file/check-template-file.js';

/** Checks template files. */
export default class Validate extends DgfCommand {
  static override summary = 'Check template files: every problem with its line';
  static override description =
    'Needs no server. Steps of user blocks are only checked for the name of their block.';
  static override examples = [
    '<%= config.bin %> templates validate user_templates/my_flow.yaml',
    '<%= config.bin %> templates validate user_templates/*.yaml',
  ];
  static override strict = false;
  static override args = {
    file: Args.string({ description: 'Template files, .yaml or .json', required: true }),
  };

  override async run(): Promise<TemplateReport[]> {
    const { argv, flags } = await this.parse(Validate);
    const userBlocks = await listUserBlocks(this.readConfig(flags).blocksDir);
    const userTypes = userBlocks.flatMap(({ types }) => types);
    const reports = await Promise.all(
      (argv as string[]).map((file) => checkTemplateFile(file, userTypes)),
    );
    for (const report of reports) this.#tell(report);
    if (reports.some(isWrong)) process.exitCode = EXIT.failed;
    return reports;
  }

  #tell(report: TemplateReport): void {
    const { file, name, unchecked, problems } = report;
    for (const problem of problems) {
      const mark = problem.severity === 'error' ? '✗' : '!';
      this.say(`${mark} ${describeProblem(problem, file)}`);
    }
    if (isWrong(report)) return;
    const rest = unchecked.length === 0 ? '' : `; not checked: ${unchecked.join(', ')}`;
    this.log(`✓ ${file}: ${name}${rest}`);
  }
}

function isWrong({ problems }: TemplateReport): boolean {
  return problems.some(({ severity }) => severity === 'error');
}
