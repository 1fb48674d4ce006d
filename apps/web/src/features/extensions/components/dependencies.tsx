import { useQuery } from '@tanstack/react-query';
import { CircleAlert, CircleCheck, Download } from 'lucide-react';
import { Button } from '../../../ui/button.js';
import { ErrorNote } from '../../../ui/error-note.js';
import { dependenciesQuery, installLogQuery, useInstallDependencies } from '../queries.js';

const shownLines = 20;

/** The packages a block needs, with a way to install those that are missing. */
export function Dependencies({ type }: { type: string }) {
  const { data, error } = useQuery(dependenciesQuery(type));
  const { data: log } = useQuery(installLogQuery(type));
  const install = useInstallDependencies();
  if (error) return <ErrorNote error={error} />;
  if (!data) return null;
  return (
    <div className="grid grid-cols-1 gap-2">
      <ul aria-label={`Dependencies of ${type}`} className="grid gap-1 text-12">
        {data.dependencies.map(({ requirement, installed, satisfied, error: why }) => (
          <li key={requirement} className="flex items-center gap-2">
            {satisfied ? (
              <CircleCheck className="text-ok" aria-label="installed" />
            ) : (
              <CircleAlert className="text-bad" aria-label="missing" />
            )}
            <span className="font-mono">{requirement}</span>
            <span className="text-ink-3">{why ?? installed ?? 'not installed'}</span>
          </li>
        ))}
      </ul>
      {data.missing.length > 0 && (
        <Button
          size="sm"
          className="justify-self-start"
          disabled={install.isPending}
          onClick={() => install.mutate(type)}
        >
          <Download />
          {install.isPending ? 'Installing…' : 'Install deps'}
        </Button>
      )}
      {log.length > 0 && (
        <div
          role="log"
          aria-label={`Installation for ${type}`}
          className="rounded-6 bg-sunken px-3 py-2 font-mono text-12 wrap-anywhere whitespace-pre-wrap"
        >
          {log.slice(-shownLines).join('\n')}
        </div>
      )}
      {install.error && <ErrorNote error={install.error} />}
    </div>
  );
}
