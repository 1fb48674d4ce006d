import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { Secret } from '@datagenflow/llm';
import { expect, test } from 'vitest';
import { keyIdOf, openEnvelope, sealEnvelope } from './envelope.js';
import { parseMasterKey, type MasterKey } from './master-key.js';

const secret = new Secret('sk-CANARY-0123456789 ü');

function newKey(): MasterKey {
  const key = parseMasterKey(new Secret(randomBytes(32).toString('base64')));
  if (key === undefined) throw new Error('no key');
  return key;
}

test('opens what it sealed, never twice the same', () => {
  const key = newKey();
  const envelopes = [1, 2, 3].map(() => sealEnvelope(secret, key, '7'));
  expect(new Set(envelopes).size).toBe(3);
  for (const envelope of envelopes) {
    expect(envelope).not.toContain('CANARY');
    expect(keyIdOf(envelope)).toBe(key.id);
    expect(openEnvelope(envelope, key, '7').equals(secret)).toBe(true);
  }
});

test('opens for its owner, with its key and unchanged only', () => {
  const key = newKey();
  const envelope = sealEnvelope(secret, key, '7');
  const refused = expect.objectContaining({ code: 'key_unreadable' });
  expect(() => openEnvelope(envelope, key, '8')).toThrow(refused);
  expect(() => openEnvelope(envelope, newKey(), '7')).toThrow(refused);
  const [version, id, nonce = '', text = ''] = envelope.split(':');
  const changed = Buffer.from(text, 'base64url');
  changed[3] = (changed[3] ?? 0) ^ 1;
  const damaged = [
    [version, id, nonce, changed.toString('base64url')],
    [version, id, nonce, text.slice(0, 20)],
    [version, id, nonce.slice(4), text],
    [version, id],
  ];
  for (const parts of damaged) {
    expect(() => openEnvelope(parts.join(':'), key, '7')).toThrow(refused);
  }
});

test('a master key is 32 bytes in hex or base64, and does not show itself', () => {
  const bytes = randomBytes(32);
  const forms = [bytes.toString('hex'), bytes.toString('base64'), bytes.toString('base64url')];
  const keys = forms.map((form) => parseMasterKey(new Secret(form)));
  expect(keys.map((key) => key?.bytes.equals(bytes))).toEqual([true, true, true]);
  expect(new Set(keys.map((key) => key?.id)).size).toBe(1);
  expect(inspect(keys[0])).not.toContain('Buffer');
  expect(JSON.stringify(keys[0])).toBe(JSON.stringify({ id: keys[0]?.id }));
  for (const wrong of ['', 'short', 'z'.repeat(64), randomBytes(31).toString('base64')]) {
    expect(parseMasterKey(new Secret(wrong))).toBeUndefined();
  }
});
