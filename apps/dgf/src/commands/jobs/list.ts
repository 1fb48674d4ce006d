import { Flags } from '@oclif/core';
import type { Job } from '@datagenflow/contracts';
import { JobCommand } from '../../command/job-command.js';
import { describeJobs } from '../../output/describe-job.js';

/** Shows the newest jobs. */
export default class List extends JobCommand {
  static override summary = 'List jobs, newest first';
  static override description =
    'Of each: its id, status, how many executions have ended and failed, and when it was made.';
  static override examples = ['<%= config.bin %> jobs list', '<%= config.bin %> jobs list -n 100'];
  static override flags = {
    limit: Flags.integer({
      char: 'n',
      default: 20,
      min: 1,
      max: 1_000,
      helpValue: 'N',
      description: 'How many',
    }),
  };

  override async run(): Promise<Job[]> {
    const { flags } = await this.parse(List);
    await using host = await this.openHost(flags);
    const jobs = await host.list(flags.limit);
    this.log(describeJobs(jobs));
    return jobs;
  }
}
