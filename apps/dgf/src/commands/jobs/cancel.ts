import type { Job } from '@datagenflow/contracts';
import { jobArg, JobCommand } from '../../command/job-command.js';

/** Cancels a job. */
export default class Cancel extends JobCommand {
  static override summary = 'Cancel a job';
  static override description =
    'Calls in flight are aborted; what has ended stays. jobs resume goes on with it.';
  static override examples = ['<%= config.bin %> jobs cancel 12'];
  static override args = { job: jobArg() };

  override async run(): Promise<Job> {
    const { args, flags } = await this.parse(Cancel);
    await using host = await this.openHost(flags);
    return this.show(await host.cancel(args.job));
  }
}
