import { WifiOff } from 'lucide-react';
import { Button } from '../ui/button.js';
import { useConnection } from './use-connection.js';

/** Stands above the page while the server does not answer, and goes by itself. */
export function ConnectionBanner() {
  const { isLost, retry } = useConnection();
  return (
    <output>
      {isLost && (
        <span className="flex min-h-10 items-center gap-2 bg-warn-soft px-6 text-warn narrow:px-4">
          <WifiOff />
          <span>
            <strong className="font-semibold">Connection lost.</strong> Trying again every 2
            seconds; running jobs go on.
          </span>
          <span className="ml-auto">
            <Button size="sm" onClick={retry}>
              Try now
            </Button>
          </span>
        </span>
      )}
    </output>
  );
}
