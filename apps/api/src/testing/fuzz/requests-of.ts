import type { Endpoint } from '@datagenflow/contracts';
import fc from 'fast-check';
import { hostileBody, hostileValue, HOSTILE_TEXTS } from './hostile-values.js';
import { mutate } from './mutate.js';
import { valuesOf, type FuzzSchema, type Vocabulary } from './values-of.js';

/** A request, ready to be sent. */
export interface FuzzRequest {
  method: string;
  /** With its query, encoded. */
  path: string;
  headers: Readonly<Record<string, string>>;
  body: Buffer | undefined;
}

const BOUNDARY = 'fuzz-boundary';
const JSON_TYPE = { 'Content-Type': 'application/json' };
const FILE_NAMES = ['s.json', 's.jsonl', 's.csv', 's.md', 's.txt', 's.exe', '../s.json', '', '\0'];
const FILES = [
  '[{"metadata":{"content":"a"}}]',
  '{"repetitions":2,"metadata":{"content":"b","samples":[]}}',
  '[{"repetitions":-1,"metadata":{}},{"metadata":null},7,null]',
  '{"metadata":{"content":"a"}}\n{"metadata":{"content":"b"}}\n',
  '{"metadata":{"__proto__":1,"constructor":2,"content":"\\ud800"}}',
  'content,b\nx,"y\ny"\n',
  'content,__proto__\n1,2\n',
  '# Title\n\ntext\n',
  '',
  '\0\0\0',
  '[[[[[[',
];

/** Requests to one operation: as its schemas say, and spoilt in one place or another. */
export function requestsOf(endpoint: Endpoint, words: Vocabulary): fc.Arbitrary<FuzzRequest> {
  return fc
    .record({
      path: pathsOf(endpoint, words),
      query: queriesOf(endpoint, words),
      sent: sentTo(endpoint, words),
      headers: fc.oneof({ weight: 5, arbitrary: fc.constant({}) }, oddHeaders),
      method: fc.oneof(
        { weight: 30, arbitrary: fc.constant(endpoint.method as string) },
        fc.constantFrom('PATCH', 'PUT', 'POST', 'HEAD', 'OPTIONS'),
      ),
    })
    .map(({ path, query, sent, headers, method }) => ({
      method,
      path: query === '' ? path : `${path}?${query}`,
      headers: { ...sent.headers, ...headers },
      body: sent.body,
    }));
}

function pathsOf({ path, params }: Endpoint, words: Vocabulary): fc.Arbitrary<string> {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');
  if (names.length === 0) return fc.constant(path);
  const model = Object.fromEntries(
    names.map((name) => {
      const named = words[`${path.split('/')[2]}/${name}`] ?? words[name] ?? [];
      const known = [...named, 1];
      const schema = (params?.properties[name] ?? {}) as FuzzSchema;
      return [
        name,
        fc.oneof(
          { weight: 6, arbitrary: fc.constantFrom(...known) },
          { weight: 1, arbitrary: valuesOf(schema, {}) },
          { weight: 1, arbitrary: fc.constantFrom(...HOSTILE_TEXTS).map(shorten) },
          { weight: 1, arbitrary: fc.constantFrom('..%2f..%2fx', '%2e%2e', '%c0%af', '%', '1%00') },
        ),
      ];
    }),
  );
  return fc
    .record(model)
    .map((values) =>
      path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => encode(values[name]) || '%20'),
    );
}

function queriesOf({ query }: Endpoint, words: Vocabulary): fc.Arbitrary<string> {
  const properties = (query?.properties ?? {}) as Record<string, FuzzSchema>;
  const asked = valuesOf({ type: 'object', properties }, words).map((values) =>
    Object.entries(values as object).map(([key, value]): [string, unknown] => [key, value]),
  );
  const name = fc.constantFrom('filter[id][eq]', 'filter[a.b][contains]', 'filter[]', 'q', 'x[y]');
  const odd = fc.array(fc.tuple(fc.oneof(name, fc.string({ maxLength: 9 })), hostileValue), {
    maxLength: 3,
  });
  const join = (pairs: [string, unknown][]) =>
    pairs.map(([key, value]) => `${encode(key)}=${encode(value)}`).join('&');
  const hasNone = Object.keys(properties).length === 0;
  return fc.oneof(
    { weight: 6, arbitrary: hasNone ? fc.constant('') : asked.map(join) },
    { weight: 1, arbitrary: odd.map(join) },
    { weight: 1, arbitrary: fc.constantFrom('&&&=', '%', '%ff%fe=%00', 'a=1&a=2&a=3', 'id[]=1') },
  );
}

interface Sent {
  headers: Record<string, string>;
  body: Buffer | undefined;
}

function sentTo(endpoint: Endpoint, words: Vocabulary): fc.Arbitrary<Sent> {
  const form = endpoint.form ?? (endpoint.consumes && endpoint.body);
  const isRead = endpoint.method === 'GET' || endpoint.body === undefined;
  if (isRead) return fc.constant({ headers: {}, body: undefined });
  if (endpoint.consumes !== undefined) return forms(form ?? {}, words);
  const valid = valuesOf(endpoint.body as FuzzSchema, words);
  const asJson = (value: unknown): Sent => ({
    headers: JSON_TYPE,
    body: Buffer.from(JSON.stringify(value) ?? ''),
  });
  return fc.oneof(
    { weight: 5, arbitrary: valid.map(asJson) },
    { weight: 5, arbitrary: mutate(valid).map(asJson) },
    { weight: 2, arbitrary: hostileBody.map((body) => ({ headers: JSON_TYPE, body })) },
    ...(form === undefined ? [] : [{ weight: 5, arbitrary: forms(form as FuzzSchema, words) }]),
  );
}

function forms(schema: FuzzSchema, words: Vocabulary): fc.Arbitrary<Sent> {
  const fields = valuesOf({ ...schema, required: [] }, words).map((values) =>
    Object.entries(values as object).filter(([name]) => name !== 'file'),
  );
  const extra = fc.oneof(
    { weight: 4, arbitrary: fc.constant([]) },
    fc.array(fc.tuple(fc.constantFrom('blocks', '__proto__', 'file', ''), hostileValue), {
      maxLength: 12,
    }),
  );
  return fc
    .tuple(fields, extra, fc.constantFrom(...FILE_NAMES), fc.constantFrom(...FILES), fc.nat(9))
    .map(([named, odd, fileName, file, how]) => {
      const parts = [...named, ...odd].map(([name, value]) => part(name, asText(value)));
      if (how > 0) parts.splice(how % (parts.length + 1), 0, part('file', file, fileName));
      const end = how === 9 ? '' : `--${BOUNDARY}--\r\n`;
      return {
        headers: { 'Content-Type': `multipart/form-data; boundary=${BOUNDARY}` },
        body: Buffer.from(parts.join('') + end),
      };
    });
}

function part(name: string, text: string, fileName?: string): string {
  const file = fileName === undefined ? '' : `; filename="${fileName}"`;
  return `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"${file}\r\n\r\n${text}\r\n`;
}

const oddHeaders: fc.Arbitrary<Record<string, string>> = fc.constantFrom<Record<string, string>>(
  { 'Content-Type': 'text/plain' },
  { 'Content-Type': 'application/json; charset=utf-7' },
  { 'Content-Type': 'application/json; charset=utf-16' },
  { 'Content-Type': 'multipart/form-data' },
  { 'Content-Type': 'application/x-www-form-urlencoded' },
  { 'Content-Type': '' },
  { 'Content-Encoding': 'gzip' },
  { 'Content-Encoding': 'br, gzip' },
  { 'Content-Encoding': 'nothing' },
  { Accept: 'image/png' },
  { 'Accept-Encoding': '*;q=0' },
  { Range: 'bytes=0-1' },
  { 'Last-Event-ID': '\u00e9'.repeat(2_000) },
  { Authorization: 'Bearer x' },
  { Cookie: 'dgf_session=x; ;;=' },
  { Origin: 'null' },
  { 'If-None-Match': '*' },
  { Expect: '100-continue' },
  { 'X-HTTP-Method-Override': 'DELETE' },
  { 'X-Odd': 'x'.repeat(9_000) },
);

function encode(value: unknown): string {
  const text = asText(value);
  if (/^(?:%[0-9a-f]{0,2}|\.\.%2f)/i.test(text)) return text;
  return encodeURIComponent(shorten(text).toWellFormed());
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

/** What fits into an address. */
function shorten(text: string): string {
  return text.slice(0, 4_000);
}
