import type { Job } from '@datagenflow/contracts';
import { jobArg, JobCommand } from '../../command/job-command.js';
import { resumeFlags, toResumeOptions } from '../../command/resume-options.js';

/** Goes on with a job. */
export default class Resume extends JobCommand {
  static override summary = 'Go on with a job that is paused, or was cancelled, stopped or failed';
  static override description =
    'What the flags name replaces what the job had, so that one that was stopped at a limit can go beyond it; the rest stays. Without a server it runs here, and this waits for its end.';
  static override examples = [
    '<%= config.bin %> jobs resume 12',
    '<%= config.bin %> jobs resume 12 --max-tokens 500000 --concurrency 64',
    '<%= config.bin %> jobs resume 12 --max-execution-time=-1',
  ];
  static override args = { job: jobArg() };
  static override flags = resumeFlags;

  override async run(): Promise<Job> {
    const { args, flags } = await this.parse(Resume);
    await using host = await this.openHost(flags);
    return await this.settle(host, await host.goOn(args.job, toResumeOptions(flags)));
  }
}
