import { ApiClient } from '@datagenflow/contracts';
import type { Secret } from '@datagenflow/runtime';

/** A client of the server at an address. @param token of the server, if it needs one */
export function createApiClient(base: string, token?: Secret): ApiClient {
  return new ApiClient({
    base,
    fetch: (address, init) => fetch(address, init),
    headers: () => (token === undefined ? {} : { Authorization: `Bearer ${token.reveal()}` }),
    lostMessage: `Cannot connect to ${base}. Is the server running? Start it with: dgf start`,
  });
}
