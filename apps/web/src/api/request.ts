import { ConnectionError } from './api-error.js';
import { readError } from './read-error.js';

/** Query parameters; those that are undefined are left out. */
export type Query = Readonly<Record<string, string | number | undefined>>;

/**
 * Reads JSON. `T` is the shape that contracts promise for this path.
 * @throws ApiError, ConnectionError
 */
export async function getJson<T>(path: string, signal: AbortSignal): Promise<T> {
  const response = await fetchAnswer(path, { signal });
  return (await response.json()) as T;
}

/**
 * Writes a form, or an object as JSON, marked as coming from this page (the API's guard asks for it),
 * and reads the answer.
 * @throws ApiError, ConnectionError
 */
export async function sendJson<T>(
  method: 'POST' | 'PUT' | 'DELETE',
  path: string,
  body?: object,
): Promise<T> {
  const isJson = body !== undefined && !(body instanceof FormData);
  const response = await fetchAnswer(path, {
    method,
    headers: { 'X-DataGenFlow': '1', ...(isJson ? { 'Content-Type': 'application/json' } : {}) },
    body: isJson ? JSON.stringify(body) : (body ?? null),
  });
  return (await response.json()) as T;
}

/** One page of a list, as the API's headers tell of it. */
export interface Page<T> {
  items: T[];
  total: number;
  /** False when there are at least `total`. */
  isExact: boolean;
  /** True when the search was given up for taking too long: there may be more. */
  isPartial: boolean;
  nextCursor: string | null;
}

/**
 * Reads one page of a list of `T`.
 * @throws ApiError, ConnectionError
 */
export async function getPage<T>(path: string, signal: AbortSignal): Promise<Page<T>> {
  const response = await fetchAnswer(path, { signal });
  const total = response.headers.get('X-Total-Count') ?? '0';
  return {
    items: (await response.json()) as T[],
    total: Number(total.replace('>=', '')),
    isExact: !total.startsWith('>='),
    isPartial: response.headers.get('X-Partial') === 'true',
    nextCursor: response.headers.get('X-Next-Cursor'),
  };
}

/** A path with its query string. */
export function withQuery(path: string, query: Query): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  return given.length === 0
    ? path
    : `${path}?${new URLSearchParams(given.map(([key, value]) => [key, String(value)])).toString()}`;
}

async function fetchAnswer(path: string, init: RequestInit): Promise<Response> {
  const response = await fetch(path, init).catch((error: unknown) => {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ConnectionError(error);
  });
  if (!response.ok) throw readError(response.status, await response.text());
  return response;
}
