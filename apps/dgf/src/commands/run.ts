import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Args, Flags, type Interfaces } from '@oclif/core';
import {
  ConfigError,
  ValidationError,
  type FailPoint,
  type Job,
  type JobOptions,
  type JsonObject,
} from '@datagenflow/contracts';
import { isEnded } from '@datagenflow/engine';
import { failPointOf } from '@datagenflow/runtime';
import { DgfCommand } from '../command/dgf-command.js';
import { EXIT } from '../command/exit-code.js';
import { followJob } from '../job-host/follow-job.js';
import type { JobHost } from '../job-host/job-host.js';
import { openJobHost } from '../job-host/open-job-host.js';
import { readPipelineRef } from '../job-host/read-pipeline-ref.js';
import { describeEnd } from '../output/describe-job.js';
import { ProgressLine } from '../output/progress-line.js';
import { writeLines } from '../output/write-lines.js';

/** Runs a pipeline over a seed file and writes the records. */
export default class Run extends DgfCommand {
  static override summary = 'Run a pipeline over a seed file';
  static override description =
    'PIPELINE is the id of a template, a YAML file, or the id of a stored pipeline. When a server uses the data directory, the job runs there. Ctrl-C stops cleanly: what has ended is stored, and --resume goes on.';
  static override examples = [
    '<%= config.bin %> run text_classification seeds.json -o labels.jsonl',
    '<%= config.bin %> run my_flow.yaml seeds.jsonl -o out.jsonl --concurrency 64 --limit 100',
    '<%= config.bin %> run text_classification seeds.json --set StructuredGenerator-1.temperature=0.9',
    '<%= config.bin %> run --resume 12 -o out.jsonl',
  ];
  static override args = {
    pipeline: Args.string({ description: 'Template id, YAML file, or pipeline id' }),
    seeds: Args.string({ description: 'Seed file: .json, .jsonl, .csv, .md or .txt' }),
  };
  static override flags = {
    output: Flags.string({
      char: 'o',
      helpValue: 'FILE',
      description: 'Write the records here as JSONL; - is stdout',
    }),
    concurrency: Flags.integer({
      char: 'c',
      min: 1,
      description: 'Executions at once [default: 32]',
    }),
    limit: Flags.integer({ min: 1, description: 'First n seeds only' }),
    target: Flags.integer({
      min: 1,
      helpValue: 'N',
      description: 'Let seeds take turns until exactly N records passed all filters',
    }),
    'max-executions': Flags.integer({
      min: 1,
      dependsOn: ['target'],
      description: 'With --target: where it stops trying [default: 10 × N]',
    }),
    model: Flags.string({ description: 'Model of the steps that name none' }),
    set: Flags.string({
      multiple: true,
      helpValue: 'STEP.KEY=VALUE',
      description: 'Replace a config value; may be repeated',
    }),
    'random-seed': Flags.integer({ min: 0, description: 'Make random draws repeatable' }),
    reuse: Flags.boolean({ description: 'Take stored calls of other jobs before buying' }),
    'stop-on-error': Flags.boolean({ description: 'Let the first failure end the job' }),
    wrap: Flags.boolean({ description: 'Take objects without metadata as the metadata' }),
    'skip-bad-seeds': Flags.boolean({
      description: 'Skip and list bad seeds instead of refusing the file',
    }),
    resume: Flags.integer({
      min: 1,
      helpValue: 'JOB',
      description: 'Go on with a job that was interrupted',
    }),
    ephemeral: Flags.boolean({ description: 'Keep nothing but the output file' }),
  };

  #failPoint: FailPoint = async () => undefined;

  override async run(): Promise<Job> {
    const { args, flags } = await this.parse(Run);
    const cwd = process.cwd();
    await using scratch = flags.ephemeral ? await scratchDir() : undefined;
    const config = this.readConfig({ 'data-dir': scratch?.path ?? flags['data-dir'] });
    await using host = await openJobHost(config, {
      warn: this.sayWarning,
      log: this.writeLog,
    });
    using progress = new ProgressLine(!this.jsonEnabled());
    const job = await begin(host, cwd, args, flags);
    const following = followJob(host, job.id, progress.tell);
    this.say(`Job ${job.id} runs in ${host.place}`);
    const ended = await following;
    progress[Symbol.dispose]();
    ended.warnings.forEach(this.sayWarning);
    this.#failPoint = failPointOf(config);
    return await this.#conclude(host, ended, cwd, flags.output);
  }

  async #conclude(host: JobHost, job: Job, cwd: string, output: string | undefined): Promise<Job> {
    if (!isEnded(job.status)) {
      const isStuck = job.status === 'paused' && job.error !== '';
      process.exitCode = isStuck ? EXIT.failed : EXIT.interrupted;
      const target = output === undefined ? '' : ` -o ${output}`;
      if (isStuck) this.say(`✗ ${job.error}`);
      this.say(`Stopped at ${job.current_seed} of ${job.total_seeds}; what has ended is stored.`);
      this.say(`Go on with: dgf run --resume ${job.id}${target}`);
      return job;
    }
    this.say(describeEnd(job));
    if (job.error !== '') this.say(`✗ ${job.error}`);
    if (output !== undefined) {
      const path = output === '-' ? '-' : resolve(cwd, output);
      const lines = await writeLines(host.export(job.id), path, this.#failPoint);
      if (path !== '-') this.say(`Wrote ${lines} records to ${output}`);
    }
    if (job.status !== 'completed') process.exitCode = EXIT.failed;
    return job;
  }
}

type RunArgs = { pipeline?: string | undefined; seeds?: string | undefined };
type RunFlags = Interfaces.InferredFlags<typeof Run.flags>;

async function begin(host: JobHost, cwd: string, args: RunArgs, flags: RunFlags): Promise<Job> {
  if (flags.resume !== undefined) return host.resume(flags.resume);
  if (args.pipeline === undefined || args.seeds === undefined) {
    throw new ValidationError('Name a pipeline and a seed file: dgf run PIPELINE SEEDS -o FILE', {
      code: 'arguments_missing',
    });
  }
  const seedFile = resolve(cwd, args.seeds);
  if (!existsSync(seedFile)) {
    throw new ValidationError(`There is no file ${args.seeds}.`, { code: 'file_not_found' });
  }
  return host.start(await readPipelineRef(args.pipeline, cwd), seedFile, toOptions(flags));
}

function toOptions(flags: RunFlags): JobOptions {
  const { concurrency, limit, model, set, target, wrap } = flags;
  const most = flags['max-executions'];
  const randomSeed = flags['random-seed'];
  return {
    ...(concurrency === undefined ? {} : { concurrency }),
    ...(limit === undefined ? {} : { limit }),
    ...(target === undefined ? {} : { target_records: target }),
    ...(most === undefined ? {} : { max_executions: most }),
    ...(model === undefined ? {} : { model }),
    ...(randomSeed === undefined ? {} : { random_seed: randomSeed }),
    ...(set === undefined ? {} : { set: readSet(set) }),
    ...(flags.reuse ? { reuse: true } : {}),
    ...(flags['stop-on-error'] ? { stop_on_error: true } : {}),
    ...(wrap ? { wrap } : {}),
    ...(flags['skip-bad-seeds'] ? { strict: false } : {}),
  };
}

/** `step.key=value` pairs; a value that is JSON is taken as such, else as text. */
function readSet(pairs: string[]): JsonObject {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      if (at < 1) {
        throw new ConfigError(`--set needs STEP.KEY=VALUE, not '${pair}'.`, {
          code: 'set_invalid',
        });
      }
      return [pair.slice(0, at), readValue(pair.slice(at + 1))];
    }),
  );
}

function readValue(text: string): JsonObject[string] {
  try {
    return JSON.parse(text) as JsonObject[string];
  } catch {
    return text;
  }
}

async function scratchDir(): Promise<{ path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), 'dgf-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
