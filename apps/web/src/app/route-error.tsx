import { useRouteError } from 'react-router';
import { ErrorNote } from '../ui/error-note.js';

/** What is left when drawing a page failed: a bug of ours, told in full. */
export function RouteError() {
  const caught = useRouteError();
  const error = caught instanceof Error ? caught : new Error(String(caught));
  return (
    <main className="mx-auto grid max-w-160 gap-3 p-6">
      <title>Error · DataGenFlow</title>
      <h1 className="text-16 font-semibold">This page could not be drawn</h1>
      <p className="text-ink-2">
        Nothing is lost: jobs go on without the page. Load it again; if that does not help, please
        report the message below.
      </p>
      <ErrorNote error={error} onRetry={() => window.location.reload()} />
    </main>
  );
}
