import type { Issue } from './issue.js';

/** Issues in one line: "threshold: must be number; model: is required". */
export function formatIssues(issues: readonly Issue[]): string {
  return issues
    .map(({ path, message }) => (path === '' ? message : `${path.slice(1)}: ${message}`))
    .join('; ');
}
