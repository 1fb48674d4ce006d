import type { Endpoint, EndpointInput, EndpointOutput, Endpoints } from '@datagenflow/contracts';
import type { Runtime } from '@datagenflow/runtime';
import type { Request, Response } from 'express';

/** What a handler gets: checked input, and the request and answer for what needs them. */
export interface Call<E> extends EndpointInput<E> {
  runtime: Runtime;
  request: Request;
  response: Response;
  /** Name of who asks, for the history of records. */
  actor: string;
  /** Aborts when the client is gone. */
  signal: AbortSignal;
}

/** Answers one operation; undefined when it has sent the answer itself. */
export type Handler<E extends Endpoint> = (
  call: Call<E>,
) => Promise<EndpointOutput<E> | undefined> | EndpointOutput<E>;

/** A handler for each of some operations. */
export type Handlers<Names extends keyof Endpoints = keyof Endpoints> = {
  [Name in Names]: Endpoints[Name] extends Endpoint<infer _P, infer _Q, infer _B, infer _R>
    ? Handler<Endpoints[Name]>
    : never;
};
