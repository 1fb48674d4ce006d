import type { Endpoint } from '@datagenflow/contracts';
import type { SchemaCompiler } from '@datagenflow/schemas';
import type { FuzzRequest } from './requests-of.js';
import type { FuzzAnswer } from './send.js';

/**
 * 502: the endpoint of a model can’t be reached. 503: try again, as on a busy machine. 504: it took
 * too long. 507: the disk is full.
 */
const REFUSALS = [400, 401, 403, 404, 408, 409, 413, 415, 422, 429, 431, 502, 503, 504, 507];
const INSIDES = /node_modules|\.[jt]s:\d+|SQLITE_|SqliteError/;

/** Judges answers of one operation: what is wrong with each, or undefined. */
export function judgeFor(
  endpoint: Endpoint,
  schemas: SchemaCompiler,
): (request: FuzzRequest, answer: FuzzAnswer) => string | undefined {
  const { produces } = endpoint;
  const response = schemas.compile(endpoint.response, { allIssues: true });
  const checkValue = (text: string): string | undefined => {
    const value = parse(text);
    if (value === undefined) return 'is no JSON';
    const checked = response.check(value.json);
    return checked.ok ? undefined : `breaks its schema: ${JSON.stringify(checked.issues[0])}`;
  };
  return ({ method, path, headers: asked }, { status, headers, text }) => {
    if (status === 304 && asked['If-None-Match'] !== undefined) return undefined;
    if (method === 'HEAD' || method === 'OPTIONS') {
      return status < 500 ? undefined : `is ${status}`;
    }
    if (status === 503 && headers['retry-after'] === undefined) return 'has no Retry-After';
    if (status !== 200) return REFUSALS.includes(status) ? judgeError(text) : `is ${status}`;
    if (method !== endpoint.method) return undefined;
    const type = headers['content-type'] ?? '';
    if (path.includes('/api/export')) return undefined;
    if (!type.startsWith(produces ?? 'application/json')) return `is of type ${type}`;
    return produces === undefined ? checkValue(text) : undefined;
  };
}

function judgeError(text: string): string | undefined {
  const body = parse(text)?.json as { error?: unknown; code?: unknown; detail?: unknown } | null;
  if (typeof body?.error !== 'string' || body.error.length < 5) return 'is an error without words';
  if (typeof body.code !== 'string' || !/^[a-z][a-z0-9_]*$/.test(body.code)) return 'has no code';
  if (typeof body.detail !== 'object' || body.detail === null) return 'has no detail';
  return INSIDES.test(text) ? 'tells of our insides' : undefined;
}

function parse(text: string): { json: unknown } | undefined {
  try {
    return { json: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}
