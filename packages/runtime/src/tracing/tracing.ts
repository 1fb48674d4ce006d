import type { Clock } from '@datagenflow/contracts';
import type { Watcher } from '../runner/watch-all.js';
import type { TracingConfig } from './read-tracing-settings.js';

/** Makes spans of what it is told, and sends them. Disposing sends the rest, for a second at most. */
export type Tracing = Watcher & AsyncDisposable;

/** What tracing needs from outside. */
export interface TracingParts {
  clock: Clock;
  /** Takes secrets out of a text. */
  scrub: (text: string) => string;
  warn: (message: string) => void;
}

/** The tracing that the settings ask for. Without them no library of it is loaded. */
export async function openTracing(
  config: TracingConfig | undefined,
  parts: TracingParts,
): Promise<Tracing | undefined> {
  if (config === undefined) return undefined;
  const { startTracing } = await import('./start-tracing.js');
  return startTracing(config, parts);
}
