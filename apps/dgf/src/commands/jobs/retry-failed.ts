import { Flags } from '@oclif/core';
import type { Job } from '@datagenflow/contracts';
import { jobArg, JobCommand } from '../../command/job-command.js';

/** Runs failed executions again. */
export default class RetryFailed extends JobCommand {
  static override summary = 'Run the failed executions of a job again';
  static override description =
    'From the step that failed calls are bought anew; what came before is replayed. Without a server it runs here, and this waits for its end.';
  static override examples = [
    '<%= config.bin %> jobs retry-failed 12',
    '<%= config.bin %> jobs retry-failed 12 --reason rate_limited',
    '<%= config.bin %> jobs retry-failed 12 --execution 310 --execution 311',
  ];
  static override args = { job: jobArg() };
  static override flags = {
    reason: Flags.string({
      helpValue: 'REASON',
      description: 'Only those with this code or whole message',
    }),
    execution: Flags.integer({
      multiple: true,
      min: 1,
      helpValue: 'ID',
      description: 'Only the one with this id; may be repeated',
    }),
  };

  override async run(): Promise<Job> {
    const { args, flags } = await this.parse(RetryFailed);
    await using host = await this.openHost(flags);
    const { reason, execution } = flags;
    const job = await host.retryFailed(args.job, {
      ...(reason === undefined ? {} : { reason }),
      ...(execution === undefined ? {} : { execution_ids: execution }),
    });
    return await this.settle(host, job);
  }
}
