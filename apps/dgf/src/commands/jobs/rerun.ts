import { Flags } from '@oclif/core';
import type { Job } from '@datagenflow/contracts';
import { jobArg, JobCommand } from '../../command/job-command.js';
import { jobFlags } from '../../command/job-options.js';
import { resumeFlags, toResumeOptions } from '../../command/resume-options.js';

/** Runs a pipeline over the seeds of a job. */
export default class Rerun extends JobCommand {
  static override summary = 'Run the pipeline as it is now over the seeds of a job';
  static override description =
    'Only calls that no job has stored are bought, so after an edit only what it touches. What no flag names is as it was. Without a server it runs here, and this waits for its end.';
  static override examples = [
    '<%= config.bin %> jobs rerun 12',
    '<%= config.bin %> jobs rerun 12 --no-reuse --limit 10',
    '<%= config.bin %> jobs rerun 12 --concurrency 64 --max-cost 2.50',
  ];
  static override args = { job: jobArg() };
  static override flags = {
    reuse: Flags.boolean({
      default: true,
      allowNo: true,
      description: 'Take stored calls of other jobs',
    }),
    limit: jobFlags.limit,
    target: jobFlags.target,
    ...resumeFlags,
  };

  override async run(): Promise<Job> {
    const { args, flags } = await this.parse(Rerun);
    await using host = await this.openHost(flags);
    const { limit, reuse, target } = flags;
    const job = await host.rerun(args.job, {
      reuse,
      ...(limit === undefined ? {} : { limit }),
      ...(target === undefined ? {} : { target_records: target }),
      ...toResumeOptions(flags),
    });
    return await this.settle(host, job);
  }
}
