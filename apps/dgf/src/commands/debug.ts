import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { Args, Flags } from '@oclif/core';
import { ValidationError, type JsonObject, type PipelineDefinition } from '@datagenflow/contracts';
import { parseSeeds, seedFormatOf } from '@datagenflow/engine';
import { openDebug, type Debug as Debugger, type RuntimeConfig } from '@datagenflow/runtime';
import { DgfCommand } from '../command/dgf-command.js';
import { requireFile } from '../command/require-file.js';
import { readPipelineRef } from '../job-host/read-pipeline-ref.js';

type Executed = Awaited<ReturnType<Debugger['run']>>;

/** Runs a pipeline once, where a debugger reaches the blocks of users. */
export default class Debug extends DgfCommand {
  static override summary = 'Run a pipeline once in this process, for a debugger';
  static override description =
    'Breakpoints in user blocks hit, and time that is spent at them does not count. Nothing is stored: the database is only read, so a server may be up. In VS Code, use the launch configuration that init writes.';
  static override examples = [
    '<%= config.bin %> debug my_flow.yaml --seed seeds.json',
    'NODE_OPTIONS=--inspect-brk <%= config.bin %> debug 3 --seed seeds.jsonl --index 2',
  ];
  static override args = {
    pipeline: Args.string({
      required: true,
      description: 'Template id, YAML file, or pipeline id',
    }),
  };
  static override flags = {
    seed: Flags.string({
      required: true,
      helpValue: 'FILE',
      description: 'Seed file: .json, .jsonl, .csv, .md or .txt',
    }),
    index: Flags.integer({
      default: 1,
      min: 1,
      helpValue: 'N',
      description: 'Which seed, counted from 1',
    }),
  };

  override async run(): Promise<Executed> {
    const { args, flags } = await this.parse(Debug);
    process.setSourceMapsEnabled(true);
    const config = this.readConfig(flags);
    const metadata = await readSeed(flags.seed, flags.index, config);
    const options = { warn: this.sayWarning, log: this.writeLog };
    await using debug = await openDebug(config, options);
    const executed = await debug.run(await findPipeline(debug, args.pipeline), metadata);
    const results = 'results' in executed ? executed.results : [executed];
    this.log(
      JSON.stringify(
        results.map(({ result }) => result),
        null,
        2,
      ),
    );
    return executed;
  }
}

async function readSeed(
  file: string,
  index: number,
  { maxSeedBytes }: RuntimeConfig,
): Promise<JsonObject> {
  const text = await readFile(requireFile(file, process.cwd()), 'utf8');
  const format = seedFormatOf(basename(file));
  const { seeds } = await parseSeeds(text, { format, maxSeedBytes });
  const seed = seeds[index - 1];
  if (seed !== undefined) return seed.metadata;
  throw new ValidationError(`${file} holds ${seeds.length} seeds, so there is none at ${index}.`, {
    code: 'seed_not_found',
  });
}

async function findPipeline(debug: Debugger, text: string): Promise<PipelineDefinition> {
  const ref = await readPipelineRef(text, process.cwd());
  switch (ref.kind) {
    case 'id':
      return debug.findPipeline(ref.id);
    case 'template':
      return debug.findTemplate(ref.id);
    case 'definition':
      return ref.definition;
  }
}
