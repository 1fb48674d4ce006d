import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Flags } from '@oclif/core';
import type { Job } from '@datagenflow/contracts';
import { failPointOf } from '@datagenflow/runtime';
import { jobArgs, jobFlags, mostFlag } from '../command/job-options.js';
import { refuseToStartAnew, toResumeOptions } from '../command/resume-options.js';
import { RunCommand } from '../command/run-command.js';
import { openJobHost } from '../job-host/open-job-host.js';

/** Runs a pipeline over a seed file and writes the records. */
export default class Run extends RunCommand {
  static override summary = 'Run a pipeline over a seed file';
  static override description =
    'PIPELINE is the id of a template, a YAML file, or the id of a stored pipeline. When a server uses the data directory, the job runs there. Ctrl-C stops cleanly: what has ended is stored, and --resume goes on, with another --concurrency or other limits if you like. Limits come before those of the pipeline.';
  static override usage = [
    'run PIPELINE SEEDS [-o FILE] [FLAGS]',
    'run --resume JOB [-o FILE] [-c N] [LIMIT FLAGS]',
  ];
  static override examples = [
    '<%= config.bin %> run text_classification seeds.json -o labels.jsonl',
    '<%= config.bin %> run my_flow.yaml seeds.jsonl -o out.jsonl --concurrency 64 --limit 100',
    '<%= config.bin %> run text_classification seeds.json --set StructuredGenerator-1.temperature=0.9',
    '<%= config.bin %> run my_flow.yaml seeds.jsonl -o out.jsonl --target 500 --max-cost 2.50',
    '<%= config.bin %> run text_classification seeds.json -o - --ephemeral | head -n 3',
    '<%= config.bin %> run --resume 12 -o out.jsonl --max-cost 5 --concurrency 64',
  ];
  static override args = jobArgs;
  static override flags = {
    ...jobFlags,
    'max-executions': mostFlag('target', 'resume'),
    resume: Flags.integer({
      min: 1,
      helpValue: 'JOB',
      description: 'Go on with this job in place of PIPELINE SEEDS',
    }),
    ephemeral: Flags.boolean({
      description: 'Keep nothing but the output file',
      exclusive: ['resume'],
    }),
  };

  override async run(): Promise<Job> {
    const { args, flags } = await this.parse(Run);
    const { resume, output } = flags;
    if (resume !== undefined) refuseToStartAnew(args, flags);
    await using scratch = flags.ephemeral ? await scratchDir() : undefined;
    const config = this.readConfig({ 'data-dir': scratch?.path ?? flags['data-dir'] });
    await using host = await openJobHost(config, {
      warn: this.sayWarning,
      log: this.writeLog,
    });
    const job = await (resume === undefined
      ? this.begin(host, args, flags)
      : host.resume(resume, toResumeOptions(flags)));
    return await this.finish(host, job, output, failPointOf(config));
  }
}

async function scratchDir(): Promise<{ path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), 'dgf-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
