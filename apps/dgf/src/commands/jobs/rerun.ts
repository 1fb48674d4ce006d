import { Flags } from '@oclif/core';
import type { Job } from '@datagenflow/contracts';
import { jobArg, JobCommand } from '../../command/job-command.js';

/** Runs a pipeline over the seeds of a job. */
export default class Rerun extends JobCommand {
  static override summary = 'Run the pipeline as it is now over the seeds of a job';
  static override description =
    'Only calls that no job has stored are bought, so after an edit only what it touches.';
  static override examples = [
    '<%= config.bin %> jobs rerun 12',
    '<%= config.bin %> jobs rerun 12 --no-reuse --limit 10',
  ];
  static override args = { job: jobArg() };
  static override flags = {
    reuse: Flags.boolean({ default: true, allowNo: true, description: 'Reuse stored calls' }),
    limit: Flags.integer({ min: 1, description: 'First n seeds only' }),
    target: Flags.integer({ min: 1, helpValue: 'N', description: 'Exactly N records' }),
    concurrency: Flags.integer({ char: 'c', min: 1, description: 'Executions at once' }),
  };

  override async run(): Promise<Job> {
    const { args, flags } = await this.parse(Rerun);
    await using host = await this.openHost(flags);
    const { limit, concurrency, reuse, target } = flags;
    const job = await host.rerun(args.job, {
      reuse,
      ...(limit === undefined ? {} : { limit }),
      ...(target === undefined ? {} : { target_records: target }),
      ...(concurrency === undefined ? {} : { concurrency }),
    });
    return await this.settle(host, job);
  }
}
