import { Flags } from '@oclif/core';
import type { ResumeOptions } from '@datagenflow/contracts';
import { jobFlags } from './job-options.js';
import { limitFlags, toConstraints, type GivenLimits } from './limit-flags.js';
import { usageError } from './usage-error.js';

/** What a job can go on with, or run again with, in place of what it had. */
export const resumeFlags = {
  concurrency: Flags.integer({
    char: 'c',
    min: 1,
    helpValue: 'N',
    description: 'Executions at once',
  }),
  'max-executions': Flags.integer({
    min: 1,
    helpValue: 'N',
    description: 'Of a job with a target: where it stops trying',
  }),
  ...limitFlags,
};

/** The flags as resuming wants them. */
export function toResumeOptions(
  flags: GivenLimits & { concurrency?: number | undefined; 'max-executions'?: number | undefined },
): ResumeOptions {
  const { concurrency, 'max-executions': most } = flags;
  return {
    ...(concurrency === undefined ? {} : { concurrency }),
    ...(most === undefined ? {} : { max_executions: most }),
    ...toConstraints(flags),
  };
}

/**
 * Refuses what only starts a job, so that nobody believes it counts in one that goes on.
 * @throws ConfigError `usage` naming it
 */
export function refuseToStartAnew(args: object, flags: object): void {
  const refused = [
    ...namesOf(args).map((name) => name.toUpperCase()),
    ...namesOf(flags)
      .filter((name) => name in jobFlags && name !== 'output' && !(name in resumeFlags))
      .map((name) => `--${name}`),
  ];
  if (refused.length === 0) return;
  throw usageError(
    `--resume goes on with a job as it was started, so it can't take ${refused.join(', ')}. It takes --output, --concurrency, --max-executions and limits such as --max-cost.`,
  );
}

function namesOf(given: object): string[] {
  return Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [name]));
}
