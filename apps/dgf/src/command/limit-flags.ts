import { Errors, Flags } from '@oclif/core';
import type { Constraints } from '@datagenflow/contracts';

const helpGroup = 'LIMIT';

const count = (what: string, helpValue = 'N') =>
  Flags.integer({ min: -1, helpGroup, helpValue, description: limitOf(what) });

/** What a job may use, for every command that runs or resumes one. */
export const limitFlags = {
  'max-tokens': count('input, output and cached tokens together'),
  'max-input-tokens': count('input tokens'),
  'max-output-tokens': count('output tokens'),
  'max-cached-tokens': count('cached tokens'),
  'max-execution-time': count('the time in which the job is running', 'SECONDS'),
  'max-cost': Flags.custom<number>({
    helpGroup,
    helpValue: 'USD',
    description: limitOf('the cost'),
    parse: (text) => Promise.resolve(readCost(text)),
  })(),
};

type LimitFlag = keyof typeof limitFlags;

/** Those of the flags that were given. */
export type GivenLimits = { [Flag in LimitFlag]?: number | undefined };

const FLAG_OF: Readonly<Record<keyof Constraints, LimitFlag>> = {
  max_total_tokens: 'max-tokens',
  max_total_input_tokens: 'max-input-tokens',
  max_total_output_tokens: 'max-output-tokens',
  max_total_cached_tokens: 'max-cached-tokens',
  max_total_execution_time: 'max-execution-time',
  max_total_cost: 'max-cost',
};

/** The limits that were given, for a job's options. */
export function toConstraints(flags: GivenLimits): { constraints?: Constraints } {
  const given = Object.entries(FLAG_OF).flatMap(([constraint, flag]) =>
    flags[flag] === undefined ? [] : [[constraint, flags[flag]]],
  );
  return given.length === 0 ? {} : { constraints: Object.fromEntries(given) as Constraints };
}

function limitOf(what: string): string {
  return `Limit of ${what}; -1 is none`;
}

function readCost(text: string): number {
  const cost = Number(text.trim() || Number.NaN);
  if (Number.isFinite(cost) && cost >= -1) return cost;
  throw new Errors.CLIError(`Expected US dollars such as 2.50, or -1, but received: ${text}`);
}
