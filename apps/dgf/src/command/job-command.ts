import { Args } from '@oclif/core';
import type { Job } from '@datagenflow/contracts';
import { isEnded } from '@datagenflow/engine';
import { followJob } from '../job-host/follow-job.js';
import type { JobHost } from '../job-host/job-host.js';
import { openJobHost } from '../job-host/open-job-host.js';
import { describeJob } from '../output/describe-job.js';
import { ProgressLine } from '../output/progress-line.js';
import { DgfCommand } from './dgf-command.js';
import { EXIT } from './exit-code.js';

/** What the commands share that look at jobs or change them. */
export abstract class JobCommand extends DgfCommand {
  /** Where the jobs are: in this process, or in the server that holds the data directory. */
  protected openHost(flags: { 'data-dir'?: string | undefined }): Promise<JobHost> {
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
    using progress = new ProgressLine(!this.jsonEnabled());
    const ended = await followJob(host, job.id, progress.tell);
    progress[Symbol.dispose]();
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
