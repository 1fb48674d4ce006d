import { DataGenFlowError } from '@datagenflow/contracts';
import { CircleAlert } from 'lucide-react';
import { Button } from './button.js';

/** An error in full: its message, the places it names and, where it helps, another try. */
export function ErrorNote({ error, onRetry }: { error: Error; onRetry?: () => void }) {
  const issues = error instanceof DataGenFlowError ? readIssues(error.detail) : [];
  return (
    <div role="alert" className="flex gap-2 rounded-6 bg-bad-soft px-3 py-2 text-bad">
      <CircleAlert className="mt-0.5" />
      <div className="min-w-0 flex-1 break-words">
        <p className="whitespace-pre-line">{error.message}</p>
        {issues.length > 0 && (
          <ul className="mt-1 list-disc pl-4 text-12">
            {issues.map((issue) => (
              <li key={issue}>{issue}</li>
            ))}
          </ul>
        )}
      </div>
      {onRetry && (
        <Button size="sm" onClick={onRetry}>
          Try again
        </Button>
      )}
    </div>
  );
}

/** `detail.issues` as the API writes it: path and message of each. */
function readIssues(detail: Record<string, unknown>): string[] {
  const issues = Array.isArray(detail.issues) ? (detail.issues as unknown[]) : [];
  return issues.flatMap((issue) => {
    if (typeof issue !== 'object' || issue === null || !('message' in issue)) return [];
    const path = 'path' in issue && issue.path !== '' ? `${String(issue.path)}: ` : '';
    return [`${path}${String(issue.message)}`];
  });
}
