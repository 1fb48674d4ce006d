import type { Job } from '@datagenflow/contracts';
import { jobArg, JobCommand } from '../../command/job-command.js';

/** Shows a job. */
export default class Show extends JobCommand {
  static override summary = 'Show how a job stands';
  static override description =
    'How far it is, what it wrote, took and cost, and why it stopped, if it did.';
  static override examples = [
    '<%= config.bin %> jobs show 12',
    '<%= config.bin %> jobs show 12 --json',
  ];
  static override args = { job: jobArg() };

  override async run(): Promise<Job> {
    const { args, flags } = await this.parse(Show);
    await using host = await this.openHost(flags);
    return this.show(await host.show(args.job));
  }
}
