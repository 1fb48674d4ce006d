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
export function defineEndpoint<const E extends Endpoint>(endpoint: E): E {
  return endpoint;
}

/** What a client sends. */
export interface EndpointInput<E> {
  params: E extends { params: infer P extends TObject } ? Static<P> : never;
  query: E extends { query: infer Q extends TObject } ? Static<Q> : never;
  body: E extends { body: infer B extends TSchema } ? Static<B> : never;
}

/** What a client gets. */
export type EndpointOutput<E> = E extends { response: infer R extends TSchema } ? Static<R> : never;
