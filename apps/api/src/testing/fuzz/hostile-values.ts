import fc from 'fast-check';

const HUGE = 'x'.repeat(300_000);

/** Texts that have broken programs before. */
export const HOSTILE_TEXTS: readonly string[] = [
  '',
  ' ',
  '\0',
  'a\0b',
  '\uD800',
  'x\uDFFF',
  '\u202E\u2066\uFEFF',
  '￿􏿿',
  '__proto__',
  'constructor',
  'toString',
  '../../etc/passwd',
  '..\\..\\x',
  'CON',
  '%00',
  '%',
  '-1',
  '1e9',
  '0x10',
  '9007199254740993',
  'NaN',
  "'; drop table records; --",
  '$where',
  '$.a[0]',
  'a.b[c].d',
  '{{',
  '{{#each this}}{{/if}}',
  '{{constructor.constructor "return 1"}}',
  '{{> x}}',
  '(a+)+$',
  '[',
  '(?=a)',
  'eyJpZCI6MX0',
  'eyJpZCI6eyJhIjpbXX19',
  'bnVsbA',
  '<img src=x onerror=alert(1)>',
  '=HYPERLINK("x")',
  '&a [*a, *a]',
  '!!js/function "x"',
  'http://127.0.0.1:1/v1',
  'http://169.254.169.254/latest',
  'file:///etc/passwd',
  'https://user:pass@localhost/',
  HUGE,
];

/** Any value that JSON can carry and few programs expect. */
export const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(...HOSTILE_TEXTS),
  fc.constantFrom<unknown>(
    null,
    true,
    [],
    {},
    [[]],
    -1,
    0,
    -0,
    1.5,
    2 ** 31,
    2 ** 53,
    -(2 ** 63),
    1e308,
    5e-324,
    JSON.parse('{"__proto__":{"polluted":1}}'),
    { constructor: { prototype: { polluted: 1 } } },
    { toJSON: 1, length: -1, hasOwnProperty: 1 },
    Array.from({ length: 2_000 }, (_, i) => i),
    nested(200),
  ),
  fc.jsonValue(),
);

/** A body that is no JSON, or JSON that no serializer writes. */
export const hostileBody: fc.Arbitrary<Buffer> = fc.oneof(
  fc
    .constantFrom(
      '',
      '{',
      'null',
      '1',
      '"x"',
      '[]',
      '{"a":1e999}',
      '{"name":"a","name":{}}',
      '{"__proto__":{"polluted":1},"name":"x","blocks":[{"type":"Filter","__proto__":{}}]}',
      '\uFEFF{}',
      '{"name":"\\ud800","blocks":[{"type":"\\udfff"}]}',
      '['.repeat(100_000),
      '{"a":'.repeat(50_000),
      `${'['.repeat(20_000)}${']'.repeat(20_000)}`,
      `{"seeds":${'['.repeat(5_000)}${']'.repeat(5_000)}}`,
    )
    .map((text) => Buffer.from(text)),
  fc.uint8Array({ maxLength: 64 }).map((bytes) => Buffer.from(bytes)),
  fc.constant(Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])),
);

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let i = 0; i < depth; i += 1) value = i % 2 === 0 ? [value] : { a: value };
  return value;
}
