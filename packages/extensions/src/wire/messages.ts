import type { FinishInput, StepInput } from '@datagenflow/block-sdk/host';
import type { BlockInfo, JsonObject, LogLine, Source } from '@datagenflow/contracts';
import type { WireError } from './wire-error.js';

/*
 * What a runner and its block hosts say to each other. Values that user code hands over cross as
 * JSON text: nothing a block returns can then break the channel.
 */

/** Where the code of a block lies once it is built. */
export interface BlockCode {
  /** Absolute path of the built module. */
  file: string;
  exportName: string;
}

/** An instance to be made by each host that runs it. */
export interface InstanceSpec {
  /** Unique within a pool. */
  id: number;
  type: string;
  code: BlockCode;
  config: JsonObject;
}

/** An export of a module that is, or was meant to be, a block. */
export type InspectedExport =
  { exportName: string; info: BlockInfo } | { exportName: string; error: string };

/** What a host is asked to do. Each is answered once. */
export type HostRequest =
  | { type: 'inspect'; file: string; source: Source }
  | { type: 'describe'; code: BlockCode; config: JsonObject }
  | { type: 'execute'; instance: number; input: StepInput }
  | { type: 'finish'; instance: number; input: FinishInput }
  | { type: 'close'; instance: number };

/** From the runner to a host. */
export type ToHost =
  | { type: 'open'; instance: InstanceSpec }
  | { type: 'request'; id: number; request: HostRequest }
  | { type: 'abort'; id: number; reason: WireError }
  | { type: 'answer'; call: number; outcome: CallOutcome }
  | { type: 'ping' };

/**
 * From a host to the runner. `rss` in bytes; `stray` is an uncaught error of a pass that has ended,
 * `fatal` one that belongs to no pass.
 */
export type FromHost =
  | { type: 'ready' }
  | { type: 'pong'; rss: number }
  | { type: 'ended'; id: number; outcome: RequestOutcome }
  | { type: 'aborted'; id: number }
  | { type: 'call'; id: number; call: number; port: PortName; args: string }
  | { type: 'log'; id: number; line: LogLine }
  | { type: 'progress'; id: number }
  | { type: 'stray'; error: WireError }
  | { type: 'fatal'; error: WireError };

/** Ports that answer. */
export type PortName =
  'chat' | 'generate' | 'embed' | 'readMemo' | 'writeMemo' | 'readRecords' | 'writePatches';

/** What a port gave. */
export type CallOutcome = { ok: true; value: unknown } | { ok: false; error: WireError };

/** What a request gave; `json` is absent for undefined. */
export type RequestOutcome = { ok: true; json?: string } | { ok: false; error: WireError };
