import { ConfigError } from '@datagenflow/contracts';

/** Code of errors in how a command was typed; they exit with 2. */
export const USAGE_CODE = 'usage';

/** The error of a command that was typed wrongly, where oclif can't know it. */
export function usageError(message: string): ConfigError {
  return new ConfigError(message, { code: USAGE_CODE });
}
