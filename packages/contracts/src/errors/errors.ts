import { DataGenFlowError, type ErrorOptions } from './datagenflow-error.js';

type Rest = Omit<ErrorOptions, 'status'>;

/** No block of that type is registered. `detail`: `block_type`, `available_blocks`, `nearest`. */
export class BlockNotFoundError extends DataGenFlowError {
  constructor(message: string, rest?: Rest) {
    super('block_not_found', message, { ...rest, status: 400 });
  }
}

/** A block threw, hung or crashed. `detail`: `block_type`, `step`, `step_id`, `reason`. */
export class BlockExecutionError extends DataGenFlowError {
  constructor(message: string, rest?: Rest & { code?: string }) {
    super(rest?.code ?? 'block_execution_failed', message, { ...rest, status: 400 });
  }
}

/** A value breaks a rule: a block's output, a seed, a document. `detail` names the place. */
export class ValidationError extends DataGenFlowError {
  constructor(message: string, rest?: Rest & { code?: string }) {
    super(rest?.code ?? 'validation_failed', message, { ...rest, status: 400 });
  }
}

/** A setting or a block's config is wrong. `detail.issues`: path and message of each. */
export class ConfigError extends DataGenFlowError {
  constructor(message: string, rest?: Rest & { code?: string }) {
    super(rest?.code ?? 'config_invalid', message, { ...rest, status: 422 });
  }
}

/** A declared dependency of a block is missing or outside its range. `detail.missing`. */
export class DependencyError extends DataGenFlowError {
  constructor(message: string, rest?: Rest) {
    super('dependency_missing', message, { ...rest, status: 422 });
  }
}

/** A limit of the job was reached. `detail`: `constraint`, `limit`, `used`. */
export class ConstraintExceededError extends DataGenFlowError {
  constructor(message: string, rest?: Rest) {
    super('constraint_exceeded', message, { ...rest, status: 409 });
  }
}

/** As many jobs wait or run as may. `detail`: `limit`, `jobs`, `retry_after` in seconds. */
export class TooManyJobsError extends DataGenFlowError {
  constructor(jobs: number, limit: number) {
    super(
      'too_many_jobs',
      `${jobs} jobs are waiting or running, and ${limit} may. Wait for some to end, or cancel some.`,
      { status: 429, detail: { limit, jobs, retry_after: 10 } },
    );
  }
}

/** The thing asked for does not exist. */
export class NotFoundError extends DataGenFlowError {
  constructor(message: string, rest?: Rest & { code?: string }) {
    super(rest?.code ?? 'not_found', message, { ...rest, status: 404 });
  }
}

/** The thing exists, but not in a state that allows this. `detail.status` is its current one. */
export class ConflictError extends DataGenFlowError {
  constructor(message: string, rest?: Rest & { code?: string }) {
    super(rest?.code ?? 'conflict', message, { ...rest, status: 409 });
  }
}
