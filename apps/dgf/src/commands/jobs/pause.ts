import type { Job } from '@datagenflow/contracts';
import { jobArg, JobCommand } from '../../command/job-command.js';

/** Pauses a job. */
export default class Pause extends JobCommand {
  static override summary = 'Pause a job';
  static override description =
    'Nothing new is started; what is in flight ends and is stored. jobs resume goes on with it.';
  static override examples = ['<%= config.bin %> jobs pause 12'];
  static override args = { job: jobArg() };

  override async run(): Promise<Job> {
    const { args, flags } = await this.parse(Pause);
    await using host = await this.openHost(flags);
    return this.show(await host.pause(args.job));
  }
}
