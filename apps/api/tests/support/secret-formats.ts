const filler = 'AbCd0123456789EfGh0123456789IjKl0123';

/** Lines that hold a made-up key of a well-known form, and the key. */
export const SECRET_FORMATS: [line: string, key: string][] = [
  keyed('', `sk-${filler}`),
  keyed('openai: ', `sk-proj-${filler}_${filler}`),
  keyed('', `sk-ant-api03-${filler}`),
  keyed('', `sk-or-v1-${filler}`),
  keyed('key=', `AIzaSy${filler}`.slice(0, 39)),
  keyed('', 'AKIAABCDEFGHIJ012345'),
  keyed('', 'ASIAABCDEFGHIJ012345'),
  keyed('', `ghp_${filler}`),
  keyed('', `github_pat_${filler}`),
  keyed('', `hf_${filler}`),
  keyed('', `gsk_${filler}`),
  keyed('', `xoxb-123456789-${filler}`),
  keyed('Authorization: Bearer ', 'some.opaque-value~1234'),
  keyed('"x-api-key": "', 'plain0123456789'),
  keyed('', `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.${filler}`),
];

function keyed(before: string, key: string): [string, string] {
  return [`found ${before}${key}`, key];
}
