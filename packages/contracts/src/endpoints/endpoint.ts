import type { Static, TObject, TSchema } from 'typebox';

/** HTTP methods in use. */
export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** One operation of the HTTP API. Validators, the OpenAPI document and clients come from this. */
export interface Endpoint<
  P extends TObject = TObject,
  Q extends TObject = TObject,
  B extends TSchema = TSchema,
  R extends TSchema = TSchema,
> {
  method: Method;
  /** With parameters in braces: `/api/jobs/{id}`. */
  path: string;
  summary: string;
  tag: string;
  /** Answered without a sign-in, on servers that need one. */
  isPublic?: true;
  params?: P;
  query?: Q;
  body?: B;
  /** The handler checks the body itself, to give an answer that a schema can’t. */
  isBodyChecked?: false;
  /** Default `application/json`. */
  consumes?: 'multipart/form-data';
  /** What a form holds where one may stand in for a JSON body. */
  form?: TObject;
  response: R;
  /** Default `application/json`. */
  produces?:
    'application/x-ndjson' | 'application/yaml' | 'text/html' | 'text/event-stream' | 'text/plain';
}

/** Gives an endpoint back, with its exact type. */
export function defineEndpoint<
  const P extends TObject,
  const Q extends TObject,
  const B extends TSchema,
  const R extends TSchema,
>(endpoint: Endpoint<P, Q, B, R>): Endpoint<P, Q, B, R> {
  return endpoint;
}

/** What a client sends. */
export interface EndpointInput<E> {
  params: E extends Endpoint<infer P, infer _Q, infer _B, infer _R> ? Static<P> : never;
  query: E extends Endpoint<infer _P, infer Q, infer _B, infer _R> ? Static<Q> : never;
  body: E extends Endpoint<infer _P, infer _Q, infer B, infer _R> ? Static<B> : never;
}

/** What a client gets. */
export type EndpointOutput<E> =
  E extends Endpoint<infer _P, infer _Q, infer _B, infer R> ? Static<R> : never;
