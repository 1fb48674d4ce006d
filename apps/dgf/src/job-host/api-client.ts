import {
  DataGenFlowError,
  endpoints,
  type Endpoint,
  type EndpointInput,
  type EndpointOutput,
  type Endpoints,
  type ErrorBody,
} from '@datagenflow/contracts';
import type { Secret } from '@datagenflow/runtime';

/** What a call sends; kinds of input that an operation does not take are left out. */
type Sent<E> = Partial<EndpointInput<E>>;

/** Calls the operations of a server by name. */
export class ApiClient {
  /** Address of the server. */
  readonly base: string;
  readonly #token: Secret | undefined;

  /** @param token of the server, if it needs one */
  constructor(base: string, token?: Secret) {
    this.base = base;
    this.#token = token;
  }

  /** @throws DataGenFlowError: what the server answered, or `cannot_connect` */
  async call<Name extends keyof Endpoints>(
    name: Name,
    input: Sent<Endpoints[Name]> = {},
  ): Promise<EndpointOutput<Endpoints[Name]>> {
    const response = await this.request(endpoints[name], input);
    return (await response.json()) as EndpointOutput<Endpoints[Name]>;
  }

  /** The same for operations that stream, or take a form. */
  async request(
    endpoint: Endpoint,
    input: Sent<Endpoint>,
    { form, signal }: { form?: FormData; signal?: AbortSignal } = {},
  ): Promise<Response> {
    const { params = {}, query = {}, body } = input as Record<string, Record<string, unknown>>;
    const path = endpoint.path.replaceAll(/\{(\w+)\}/g, (_, key: string) =>
      encodeURIComponent(String(params[key])),
    );
    const url = new URL(path, this.base);
    for (const [key, value] of Object.entries(query)) url.searchParams.set(key, String(value));
    const headers = {
      ...(this.#token === undefined ? {} : { Authorization: `Bearer ${this.#token.reveal()}` }),
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
    };
    const response = await this.#send(url, {
      method: endpoint.method,
      headers,
      signal: signal ?? null,
      ...(form === undefined ? {} : { body: form }),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw await refused(response);
    return response;
  }

  async #send(url: URL, init: RequestInit): Promise<Response> {
    try {
      return await fetch(url, init);
    } catch (cause) {
      throw new DataGenFlowError(
        'cannot_connect',
        `Cannot connect to ${this.base}. Is the server running? Start it with: dgf start`,
        { status: 503, detail: { endpoint: this.base }, cause },
      );
    }
  }
}

async function refused(response: Response): Promise<DataGenFlowError> {
  const body = (await response.json().catch(() => ({}))) as Partial<ErrorBody>;
  const message = body.error ?? `The server answered ${response.status}`;
  return new DataGenFlowError(body.code ?? 'bad_answer', message, {
    status: response.status,
    detail: body.detail ?? {},
  });
}
