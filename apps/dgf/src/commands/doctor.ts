import { examineSetup, type Finding } from '@datagenflow/runtime';
import { DgfCommand } from '../command/dgf-command.js';
import { EXIT } from '../command/exit-code.js';
import { checkExtensions } from '../doctor/check-extensions.js';
import { checkNode } from '../doctor/check-node.js';
import { paint } from '../output/paint.js';

const MARKS = { ok: ['✓', 'green'], warning: ['!', 'yellow'], error: ['✗', 'red'] } as const;

/** Looks for what keeps things from working. */
export default class Doctor extends DgfCommand {
  static override summary = 'Look for what is wrong here, and say what to do about it';
  static override description =
    'Looks at Node.js, the data directory and its file system, the database, models and whether LLM_* are among them, and your blocks and templates. Changes nothing. Exits 1 when something has to be fixed.';
  static override examples = ['<%= config.bin %> doctor', '<%= config.bin %> doctor --json'];

  override async run(): Promise<Finding[]> {
    const { flags } = await this.parse(Doctor);
    const config = this.readConfig(flags);
    const findings = [
      checkNode(process.version),
      ...(await examineSetup(config)),
      ...(await checkExtensions(config)),
    ];
    for (const finding of findings) this.log(describe(finding));
    if (findings.some(({ status }) => status === 'error')) process.exitCode = EXIT.failed;
    return findings;
  }
}

function describe({ name, status, message, fix }: Finding): string {
  const [mark, colour] = MARKS[status];
  const line = `${paint(colour, mark)} ${name}: ${message}`;
  return fix === undefined ? line : `${line}\n    ${fix}`;
}
