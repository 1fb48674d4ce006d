import type { Endpoint, EndpointInput, EndpointOutput } from '../endpoints/endpoint.js';
import type { Endpoints } from '../endpoints/endpoints.js';

/** Every operation of the HTTP API, by method and path: `GET /api/jobs/{id}`. */
export type Routes = {
  [
    Name in keyof Endpoints as `${Endpoints[Name]['method']} ${Endpoints[Name]['path']}`
  ]: Endpoints[Name];
};

/** Method and path of an operation. */
export type Route = keyof Routes;

/** Routes that answer with JSON. */
export type JsonRoute = Exclude<Route, RoutesLike<{ produces: string }>>;

/** Routes that answer with one page of a list, whose headers tell of the next. */
export type ListRoute = {
  [R in JsonRoute]: 'cursor' extends keyof EndpointInput<Routes[R]>['query'] ? R : never;
}[JsonRoute];

/** Routes that only read, and need nothing but an address for it. */
export type ReadRoute = RoutesLike<{ method: 'GET' }>;

/** What a route answers with. */
export type RouteOutput<R extends Route> = EndpointOutput<Routes[R]>;

/** What a route is asked with: what it needs is required, what it does not take refused. */
export type RouteInput<R extends Route> = AddressInput<R> & BodyInput<Routes[R]>;

/** The part of it that stands in the address. */
export type AddressInput<R extends Route> = Part<'params', EndpointInput<Routes[R]>['params']> &
  Part<'query', Omittable<EndpointInput<Routes[R]>['query']>>;

type RoutesLike<Shape> = { [R in Route]: Routes[R] extends Shape ? R : never }[Route];

type BodyInput<E> = E extends { consumes: 'multipart/form-data' }
  ? FormPart<EndpointInput<E>['body']>
  : E extends { form: infer F extends NonNullable<Endpoint['form']> }
    ? JsonPart<E> | FormPart<EndpointInput<{ body: F }>['body']>
    : JsonPart<E>;

type JsonPart<E> = Part<'body', EndpointInput<E>['body']> & { form?: never };

type FormPart<Fields> = Part<'form', Omittable<Fields>> & { body?: never };

type Part<Key extends string, Value> = keyof Value extends never
  ? { [K in Key]?: never }
  : {} extends Value
    ? { [K in Key]?: Value }
    : { [K in Key]: Value };

/** What may be left out may also be undefined. */
type Omittable<Values> = {
  [K in keyof Values]: {} extends Pick<Values, K> ? Values[K] | undefined : Values[K];
};
