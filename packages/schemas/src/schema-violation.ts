import { ConfigError } from '@datagenflow/contracts';
import { formatIssues } from './format-issues.js';
import type { Issue } from './issue.js';

/**
 * The error of input that is wrong: `schema_violation` (422), with every issue.
 * @param what what was given, as a sentence begins with it: "The body"
 */
export function schemaViolation(what: string, issues: readonly Issue[]): ConfigError {
  return new ConfigError(`${what} is wrong: ${formatIssues(issues)}`, {
    code: 'schema_violation',
    detail: { issues },
  });
}
