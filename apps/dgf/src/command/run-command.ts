import { resolve } from 'node:path';
import type { Interfaces } from '@oclif/core';
import { isEnded, type FailPoint, type Job } from '@datagenflow/contracts';
import type { JobHost } from '../job-host/job-host.js';
import { readPipelineRef } from '../job-host/read-pipeline-ref.js';
import { describeEnd } from '../output/describe-job.js';
import { writeLines } from '../output/write-lines.js';
import { EXIT } from './exit-code.js';
import { followShown } from './follow-shown.js';
import { requireFile } from './require-file.js';
import { toJobOptions, type jobArgs, type jobFlags } from './job-options.js';
import { ServerCommand } from './server-command.js';
import { usageError } from './usage-error.js';

type Given = Interfaces.InferredArgs<typeof jobArgs>;
type Options = Interfaces.InferredFlags<typeof jobFlags>;

/** What the commands share that start a job and wait for its records. */
export abstract class RunCommand extends ServerCommand {
  /** Starts a job. @throws ConfigError `usage`; ValidationError `file_not_found` */
  protected async begin(host: JobHost, args: Given, flags: Options): Promise<Job> {
    const { pipeline, seeds } = args;
    if (pipeline === undefined || seeds === undefined) {
      throw usageError(`Name a pipeline and a seed file: dgf ${this.id} PIPELINE SEEDS -o FILE`);
    }
    const seedFile = requireFile(seeds, process.cwd());
    const ref = await readPipelineRef(pipeline, process.cwd());
    return host.start(ref, seedFile, toJobOptions(flags));
  }

  /** Follows a job to its end, says how it went and writes its records. */
  protected async finish(
    host: JobHost,
    { id }: Job,
    output: string | undefined,
    failPoint: FailPoint,
  ): Promise<Job> {
    const following = followShown(host, id, !this.jsonEnabled());
    this.say(`Job ${id} runs in ${host.place}`);
    const job = await following;
    job.warnings.forEach(this.sayWarning);
    if (!isEnded(job.status)) return this.#tellStop(host, job, output);
    this.say(describeEnd(job));
    if (job.error !== '') this.say(`✗ ${job.error}`);
    if (output !== undefined) {
      const path = output === '-' ? '-' : resolve(output);
      const lines = await writeLines(host.export(job.id), path, failPoint);
      if (path !== '-') this.say(`Wrote ${lines} records to ${output}`);
    }
    if (job.status !== 'completed') process.exitCode = EXIT.failed;
    return job;
  }

  #tellStop(host: JobHost, job: Job, output: string | undefined): Job {
    const { id, status, error, current_seed: ended, total_seeds: all } = job;
    const isStuck = status === 'paused' && error !== '';
    process.exitCode = isStuck ? EXIT.failed : EXIT.interrupted;
    const target = output === undefined ? '' : ` -o ${output}`;
    if (isStuck) this.say(`✗ ${error}`);
    if (host.runsHere || isStuck) {
      this.say(`Stopped at ${ended} of ${all}; what has ended is stored.`);
      this.say(`Go on with: dgf run --resume ${id}${target}`);
    } else {
      this.say(`Job ${id} goes on in ${host.place}, at ${ended} of ${all}.`);
      this.say(`Stop it with: dgf jobs cancel ${id}`);
    }
    return job;
  }
}
