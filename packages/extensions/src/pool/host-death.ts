/** How a block host ended. */
export interface HostEnd {
  /** Reads after “the block host”: “exited with code 1”. */
  reason: string;
  exitCode: number | null;
  signal: string | null;
}

/** What a request gets when the host that held it ends. */
export class HostDeath extends Error {
  readonly end: HostEnd;
  /** Whether it was the only request that host held: then it is to blame. */
  readonly isAlone: boolean;

  constructor(end: HostEnd, isAlone: boolean) {
    super(`The block host ${end.reason}.`);
    this.name = 'HostDeath';
    this.end = end;
    this.isAlone = isAlone;
  }
}
