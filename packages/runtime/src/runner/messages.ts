import type { BlockInfo, EngineEvent } from '@datagenflow/contracts';
import type { WireError } from '@datagenflow/extensions';
import type { Runner } from './runner.js';
import type { WireConfig } from './wire-config.js';

/* What a server and its runner say to each other, as structured clones. */

/** A block of the user as the server sees it. */
export interface CatalogEntry {
  info: BlockInfo;
  codeHash: string;
}

/** What can be asked of a runner in another process. */
export type RunnerMethod = Exclude<keyof Runner, symbol>;

/** The arguments of a method, but for the signal: an abort is a message of its own. */
export type RunnerArguments<M extends RunnerMethod> =
  Parameters<Runner[M]> extends [...infer Rest, AbortSignal] ? Rest : Parameters<Runner[M]>;

/** A request; each is answered once. */
export interface RunnerRequest {
  type: 'request';
  id: number;
  method: RunnerMethod;
  /** {@link RunnerArguments} of the method. */
  args: unknown[];
}

/** What makes a process a runner. */
export interface Opening {
  config: WireConfig;
  /** Under which name it holds what it runs: a new one for each. */
  owner: string;
  /** Whether the runner before died by its own doing, or by that of what it ran. */
  isBlamed: boolean;
}

/** From the server to its runner. `open` comes first and once, `close` last. A `ping` is answered at once. */
export type ToRunner =
  | ({ type: 'open' } & Opening)
  | { type: 'ping' }
  | RunnerRequest
  | { type: 'abort'; id: number }
  | { type: 'close' };

/** What a runner tells without being asked. */
export type RunnerNews =
  | { type: 'catalog'; blocks: CatalogEntry[] }
  | { type: 'events'; events: EngineEvent[] }
  | { type: 'warning'; message: string };

/** From a runner to its server. `failed`: it could not open, and ends. */
export type FromRunner =
  | { type: 'ready' }
  | { type: 'pong' }
  | { type: 'failed'; error: WireError }
  | { type: 'answer'; id: number; outcome: RunnerOutcome }
  | RunnerNews;

/** What a request gave. */
export type RunnerOutcome = { ok: true; value: unknown } | { ok: false; error: WireError };
