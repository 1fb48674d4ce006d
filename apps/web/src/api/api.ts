import { ApiClient } from '@datagenflow/contracts';

/** The server that this page comes from. Its guard wants writes marked as those of the page. */
export const api = new ApiClient({
  base: '',
  fetch: (address, init) => fetch(address, init),
  headers: () => ({ 'X-DataGenFlow': '1' }),
  lostMessage: 'DataGenFlow does not answer. Is it still running? This page tries again by itself.',
});
