import type { Job } from '@datagenflow/contracts';
import { jobArg, JobCommand } from '../../command/job-command.js';

/** Shows a job. */
export default class Show extends JobCommand {
  static override summary = 'Show a job';
  static override examples = ['<%= config.bin %> jobs show 12'];
  static override args = { job: jobArg() };

  override async run(): Promise<Job> {
    const { args, flags } = await this.parse(Show);
    await using host = await this.openHost(flags);
    return this.show(await host.show(args.job));
  }
}
