import { Flags } from '@oclif/core';
import type { Job } from '@datagenflow/contracts';
import { jobArgs, jobFlags } from '../command/job-options.js';
import { RunCommand } from '../command/run-command.js';
import { hostOf } from '../job-host/remote-host.js';
import { describeJob } from '../output/describe-job.js';

/** Has a server run a pipeline over a seed file. */
export default class Generate extends RunCommand {
  static override summary = 'Run a pipeline over a seed file in the server';
  static override description =
    'As run does, in the server that DATAGENFLOW_ENDPOINT names. There the job goes on whatever happens to this command.';
  static override examples = [
    '<%= config.bin %> generate text_classification seeds.json -o labels.jsonl',
    '<%= config.bin %> generate 3 seeds.jsonl --detach',
  ];
  static override args = jobArgs;
  static override flags = {
    ...jobFlags,
    detach: Flags.boolean({
      char: 'd',
      description: 'Start the job and do not wait for it',
      exclusive: ['output'],
    }),
  };

  override async run(): Promise<Job> {
    const { args, flags } = await this.parse(Generate);
    await using host = hostOf(await this.connect(flags));
    const job = await this.begin(host, args, flags);
    if (!flags.detach) return await this.finish(host, job, flags.output, async () => undefined);
    this.log(describeJob(job));
    this.say(`Look at it with: dgf jobs show ${job.id}`);
    return job;
  }
}
