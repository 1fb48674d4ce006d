/** What stands in an address. */
export interface AddressParts {
  params?: object;
  query?: object;
}

/**
 * The path and query of a route, with its parameters in place and everything encoded. What is
 * undefined in the query is left out.
 */
export function toAddress(route: string, { params = {}, query = {} }: AddressParts = {}): string {
  const values = new Map<string, unknown>(Object.entries(params));
  const path = route
    .slice(route.indexOf(' ') + 1)
    .replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(values.get(name))));
  const given = Object.entries(query)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, String(value)]);
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given).toString()}`;
}
