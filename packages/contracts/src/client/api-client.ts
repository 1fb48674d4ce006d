import { DataGenFlowError } from '../errors/datagenflow-error.js';
import { ConnectionError } from './connection-error.js';
import { readPage, type ListPage } from './list-page.js';
import { readRefusal } from './read-refusal.js';
import type {
  AddressInput,
  JsonRoute,
  ListRoute,
  ReadRoute,
  Route,
  RouteInput,
  RouteOutput,
} from './route.js';
import { toAddress } from './to-address.js';
import { toForm, type FormValue } from './to-form.js';

/** Where a server is, and how it is asked. */
export interface ApiClientOptions {
  /** Address without a `/` at its end; empty: the one of the page. */
  base: string;
  fetch: (address: string, init: RequestInit) => Promise<Response>;
  /** What every call sends beside its own headers, such as a token. */
  headers: () => Record<string, string>;
  /** What to say when nothing answers. */
  lostMessage: string;
}

/** What a call takes: nothing has to be given where the route needs nothing. */
type Asked<Input> = {} extends Input ? [input?: Input & Abortable] : [input: Input & Abortable];

interface Abortable {
  signal?: AbortSignal;
}

/** What any route is asked with, as far as it is no address. */
interface Sent extends Abortable {
  body?: unknown;
  form?: Record<string, FormValue>;
}

/**
 * Asks a server by method and path: `call('GET /api/jobs/{id}', { params: { id } })`. What is sent
 * and what comes back is typed by the endpoints, and by types alone: their schemas are not loaded.
 *
 * Calls throw a DataGenFlowError with code, status and detail of the server’s answer, a
 * {@link ConnectionError} when there is none, and what `fetch` throws once their signal aborts.
 */
export class ApiClient {
  /** Address of the server. */
  readonly base: string;
  readonly #options: ApiClientOptions;

  constructor(options: ApiClientOptions) {
    this.base = options.base;
    this.#options = options;
  }

  /** What a route answers. */
  async call<R extends JsonRoute>(
    route: R,
    ...asked: Asked<RouteInput<R>>
  ): Promise<RouteOutput<R>> {
    return this.#readJson(await this.open(route, ...asked), asked[0]);
  }

  /** One page of a list. */
  async page<R extends ListRoute>(
    route: R,
    ...asked: Asked<RouteInput<R>>
  ): Promise<ListPage<RouteOutput<R>[number]>> {
    const response = await this.open(route, ...asked);
    return readPage(
      response.headers,
      await this.#readJson<RouteOutput<R>[number][]>(response, asked[0]),
    );
  }

  /** The answer as it comes, for what streams. */
  async open<R extends Route>(route: R, ...asked: Asked<RouteInput<R>>): Promise<Response> {
    const { fetch, headers } = this.#options;
    const { body, form, signal }: Sent = asked[0] ?? {};
    const response = await this.#orLost(
      fetch(`${this.base}${toAddress(route, asked[0])}`, {
        method: route.slice(0, route.indexOf(' ')),
        headers: {
          ...headers(),
          ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        },
        body: form === undefined ? (JSON.stringify(body) ?? null) : toForm(form),
        signal: signal ?? null,
      }),
      signal,
    );
    if (response.ok) return response;
    throw readRefusal(response.status, await this.#orLost(response.text(), signal));
  }

  /** Where a route is that needs no more than its address, for links and streams. */
  address<R extends ReadRoute>(
    route: R,
    ...[input]: {} extends AddressInput<R> ? [input?: AddressInput<R>] : [input: AddressInput<R>]
  ): string {
    return `${this.base}${toAddress(route, input)}`;
  }

  async #readJson<T>(response: Response, { signal }: Abortable = {}): Promise<T> {
    const text = await this.#orLost(response.text(), signal);
    try {
      return JSON.parse(text) as T;
    } catch (cause) {
      throw new DataGenFlowError(
        'bad_answer',
        `${response.url} did not answer with JSON. Is that a DataGenFlow server?`,
        { status: 502, cause },
      );
    }
  }

  async #orLost<T>(answer: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    try {
      return await answer;
    } catch (cause) {
      if (signal?.aborted === true) throw cause;
      const { base, lostMessage } = this.#options;
      throw new ConnectionError(lostMessage, { detail: { endpoint: base }, cause });
    }
  }
}
