import { ConfigError, JobOptions, type Json } from '@datagenflow/contracts';
import { schemaViolation } from '@datagenflow/schemas';
import type { Runtime } from '../runtime.js';

/** Job options as a request holds them. @throws ConfigError `schema_violation` */
export function readJobOptions({ schemas }: Pick<Runtime, 'schemas'>, body: Json): JobOptions {
  const checked = schemas.compile<JobOptions>(JobOptions, { allIssues: true }).check(body);
  if (checked.ok) return checkTarget(checked.value);
  throw schemaViolation('options', checked.issues);
}

/** `max_executions` alone would mean nothing. @throws ConfigError `target_missing` */
export function checkTarget(options: JobOptions): JobOptions {
  if (options.max_executions === undefined || options.target_records !== undefined) return options;
  throw new ConfigError(
    'options/max_executions needs target_records: it says how many executions may be tried for them.',
    { code: 'target_missing' },
  );
}
