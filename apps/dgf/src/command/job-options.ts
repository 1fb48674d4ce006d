import { Args, Flags, type Interfaces } from '@oclif/core';
import type { JobOptions, JsonObject } from '@datagenflow/contracts';
import { limitFlags, toConstraints } from './limit-flags.js';
import { usageError } from './usage-error.js';

/** What is run over what. */
export const jobArgs = {
  pipeline: Args.string({ description: 'Template id, YAML file, or pipeline id' }),
  seeds: Args.string({ description: 'Seed file: .json, .jsonl, .csv, .md or .txt' }),
};

/** Where a target stops trying, for commands in which one of these flags says that there is one. */
export const mostFlag = (...needs: string[]) =>
  Flags.integer({
    min: 1,
    helpValue: 'N',
    relationships: [{ type: 'some', flags: needs }],
    description: 'With --target: where it stops trying [default: 10 × N]',
  });

/** How a job is run. */
export const jobFlags = {
  output: Flags.string({
    char: 'o',
    helpValue: 'FILE',
    description: 'Write the records here as JSONL; - is stdout',
  }),
  concurrency: Flags.integer({
    char: 'c',
    min: 1,
    helpValue: 'N',
    description: 'Executions at once [default: 32]',
  }),
  limit: Flags.integer({ min: 1, helpValue: 'N', description: 'First N seeds only' }),
  target: Flags.integer({
    min: 1,
    helpValue: 'N',
    description: 'Let seeds take turns until exactly N records passed all filters',
  }),
  'max-executions': mostFlag('target'),
  model: Flags.string({ helpValue: 'NAME', description: 'Model of the steps that name none' }),
  set: Flags.string({
    multiple: true,
    helpValue: 'STEP.KEY=VALUE',
    description: 'Replace a config value; may be repeated',
  }),
  'random-seed': Flags.integer({
    min: 0,
    helpValue: 'N',
    description: 'Make random draws repeatable',
  }),
  reuse: Flags.boolean({ description: 'Take stored calls of other jobs before buying' }),
  'stop-on-error': Flags.boolean({ description: 'Let the first failure end the job' }),
  wrap: Flags.boolean({ description: 'Take objects without metadata as the metadata' }),
  'skip-bad-seeds': Flags.boolean({
    description: 'Skip and list bad seeds instead of refusing the file',
  }),
  ...limitFlags,
};

/** The flags as the job wants them. @throws ConfigError `usage` when `--set` is no STEP.KEY=VALUE */
export function toJobOptions(flags: Interfaces.InferredFlags<typeof jobFlags>): JobOptions {
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
    ...toConstraints(flags),
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
        throw usageError(`--set needs STEP.KEY=VALUE, not '${pair}'.`);
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
