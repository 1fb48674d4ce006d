import { Args } from '@oclif/core';
import { isEnded, type Job } from '@datagenflow/contracts';
import type { JobHost } from '../job-host/job-host.js';
import { openJobHost } from '../job-host/open-job-host.js';
import { hostOf } from '../job-host/remote-host.js';
import { describeJob } from '../output/describe-job.js';
import { EXIT } from './exit-code.js';
import { followShown } from './follow-shown.js';
import { ENDPOINT, sourceOf } from '../server/read-endpoint.js';
import { ServerCommand } from './server-command.js';

/** What the commands share that look at jobs or change them. */
export abstract class JobCommand extends ServerCommand {
  /**
   * Where the jobs are: in the server that `DATAGENFLOW_ENDPOINT` names, unless a data directory is
   * named; else in this process, or in the server that holds the data directory.
   */
  protected async openHost(flags: { 'data-dir'?: string | undefined }): Promise<JobHost> {
    const isNamed = sourceOf(ENDPOINT, process.cwd(), process.env) !== 'default';
    if (isNamed && flags['data-dir'] === undefined) return hostOf(await this.connect(flags));
    return openJobHost(this.readConfig(flags), { warn: this.sayWarning, log: this.writeLog });
  }

  /** Shows a job, and says so with the exit code when it did not go well. */
  protected show(job: Job): Job {
    this.log(describeJob(job));
    return job;
  }

  /** A job that was started: in a server it goes on; one that runs here is followed to its end. */
  protected async settle(host: JobHost, job: Job): Promise<Job> {
    if (!host.runsHere) return this.show(job);
    const ended = await followShown(host, job.id, !this.jsonEnabled());
    if (!isEnded(ended.status)) {
      process.exitCode = ended.error === '' ? EXIT.interrupted : EXIT.failed;
    } else if (ended.status !== 'completed') process.exitCode = EXIT.failed;
    return this.show(ended);
  }
}

/** The job that a command is about. */
export function jobArg() {
  return Args.integer({ description: 'Id of the job', required: true, min: 1 });
}
