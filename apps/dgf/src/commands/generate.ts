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
    'PIPELINE is the id of a template, a YAML file, or the id of a stored pipeline. The job runs in the server that DATAGENFLOW_ENDPOINT names, by default http://localhost:8000, and goes on there whatever happens to this command. Limits come before those of the pipeline.';
  static override usage = 'generate PIPELINE SEEDS [-o FILE | -d] [FLAGS]';
  static override examples = [
    '<%= config.bin %> generate text_classification seeds.json -o labels.jsonl',
    '<%= config.bin %> generate 3 seeds.jsonl --detach',
    'DATAGENFLOW_ENDPOINT=https://flow.example.com <%= config.bin %> generate my_flow.yaml seeds.csv -o out.jsonl',
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
