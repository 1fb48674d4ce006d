import type { Constraints, JobOptions } from '@datagenflow/contracts';

/** The options of a job as the form holds them: texts, empty when not given. */
export interface JobForm {
  concurrency: string;
  target_records: string;
  max_executions: string;
  random_seed: string;
  limit: string;
  model: string;
  max_total_cost: string;
  max_total_tokens: string;
  max_total_execution_time: string;
  reuse: boolean;
  skipBadSeeds: boolean;
  wrap: boolean;
}

/** Nothing chosen. */
export const emptyForm: JobForm = {
  concurrency: '',
  target_records: '',
  max_executions: '',
  random_seed: '',
  limit: '',
  model: '',
  max_total_cost: '',
  max_total_tokens: '',
  max_total_execution_time: '',
  reuse: false,
  skipBadSeeds: false,
  wrap: false,
};

/** The options that were given; what is absent keeps its default. */
export function toOptions(form: JobForm): JobOptions {
  const numbers = pickNumbers(form, [
    'concurrency',
    'target_records',
    'max_executions',
    'random_seed',
    'limit',
  ]);
  const constraints: Constraints = pickNumbers(form, [
    'max_total_cost',
    'max_total_tokens',
    'max_total_execution_time',
  ]);
  return {
    ...numbers,
    ...(Object.keys(constraints).length > 0 ? { constraints } : {}),
    ...(form.model === '' ? {} : { model: form.model }),
    ...(form.reuse ? { reuse: true } : {}),
    ...(form.skipBadSeeds ? { strict: false } : {}),
    ...(form.wrap ? { wrap: true } : {}),
  };
}

function pickNumbers<Key extends keyof JobForm>(
  form: JobForm,
  names: readonly Key[],
): Partial<Record<Key, number>> {
  const given = names.filter((name) => String(form[name]).trim() !== '');
  return Object.fromEntries(given.map((name) => [name, Number(form[name])])) as Partial<
    Record<Key, number>
  >;
}
