import type { SeedReport } from '@datagenflow/contracts';
import type { UseQueryResult } from '@tanstack/react-query';
import { CircleAlert, CircleCheck, TriangleAlert } from 'lucide-react';
import { ErrorNote } from '../../../ui/error-note.js';
import { formatCount } from '../../../ui/format/number.js';
import { showInline } from '../../../ui/show-json.js';
import { table } from '../../../ui/table.js';
import { locateProblems } from '../model/locate-problems.js';
import { countExecutions, maxPreviewBytes, type ShownSeed } from '../model/read-seeds.js';

const shownSeeds = 12;
const shownProblems = 20;

/** The seeds of a file in a table, and what the server says is wrong with them. */
export function SeedPreview({
  file,
  seeds,
  check,
}: {
  file: File;
  seeds: ShownSeed[] | null | undefined;
  check: UseQueryResult<SeedReport>;
}) {
  const problems = locateProblems(check.data?.errors ?? []);
  const broken = new Set(problems.map(({ seed }) => seed));
  return (
    <div className="grid gap-3">
      {check.error && <ErrorNote error={check.error} onRetry={() => void check.refetch()} />}
      <output className="grid gap-2">
        {check.data?.valid && (
          <span className="flex items-center gap-2 text-ok">
            <CircleCheck />
            {seeds
              ? `${formatCount(seeds.length)} seeds, ${formatCount(countExecutions(seeds))} executions, no problems`
              : 'No problems among the first seeds'}
          </span>
        )}
        {problems.length > 0 && (
          <span className="flex gap-2 rounded-6 bg-bad-soft px-3 py-2 text-bad">
            <CircleAlert className="mt-0.5" />
            <span className="grid min-w-0 break-words">
              {problems.slice(0, shownProblems).map(({ message }) => (
                <span key={message}>{message}</span>
              ))}
              {problems.length > shownProblems && (
                <span>and {problems.length - shownProblems} more</span>
              )}
            </span>
          </span>
        )}
        {check.data?.warnings.map((warning) => (
          <span key={warning} className="flex gap-2 rounded-6 bg-warn-soft px-3 py-2 text-warn">
            <TriangleAlert className="mt-0.5" />
            <span className="min-w-0 break-words">{warning}</span>
          </span>
        ))}
      </output>
      {file.size > maxPreviewBytes && (
        <p className="text-ink-2">The file is too large to be shown here; the server reads it.</p>
      )}
      {seeds && seeds.length > 0 && <SeedTable seeds={seeds} broken={broken} />}
    </div>
  );
}

function SeedTable({
  seeds,
  broken,
}: {
  seeds: readonly ShownSeed[];
  broken: ReadonlySet<number | null>;
}) {
  const hidden = seeds.length - shownSeeds;
  return (
    <div className="rounded-6 border border-line">
      <table className={table.table}>
        <thead>
          <tr>
            <th className={table.head}>Seed</th>
            <th className={table.head}>Runs</th>
            <th className={`${table.head} w-full`}>Metadata</th>
          </tr>
        </thead>
        <tbody>
          {seeds.slice(0, shownSeeds).map(({ number, repetitions, seed }) => (
            <tr key={number} className={table.row}>
              <td className={`${table.cell} whitespace-nowrap`}>
                {broken.has(number) ? (
                  <span className="flex items-center gap-1 text-bad">
                    <CircleAlert aria-label="has a problem" />
                    {number}
                  </span>
                ) : (
                  number
                )}
              </td>
              <td className={table.cell}>{formatCount(repetitions)}</td>
              <td className={`${table.cell} max-w-0 truncate text-ink-2`}>
                {showInline(seed.metadata ?? seed)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {hidden > 0 && <p className="px-4 py-2 text-12 text-ink-3">and {formatCount(hidden)} more</p>}
    </div>
  );
}
