import type { Response } from 'express';

/** Who makes a request. */
export interface Caller {
  /** `local`: of a server that needs no sign-in; `token`: a tool; `session`: a browser. */
  kind: 'local' | 'token' | 'session';
  /** Name for the history of records. */
  actor: string;
}

/** Notes who makes the request that is answered here. */
export function setCaller({ locals }: Response, caller: Caller): void {
  locals.caller = caller;
}

/** Who makes the request that is answered here; undefined before that is known. */
export function callerOf({ locals }: Response): Caller | undefined {
  return locals.caller as Caller | undefined;
}
