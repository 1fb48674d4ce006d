import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { scrub } from './scrub.js';
import { Secret } from './secret.js';

const secret = new Secret('sk-CANARY/0123+456 789"x');

describe('Secret', () => {
  test('prints [secret] wherever it is put', () => {
    const holder = { secret, list: [secret] };
    const text = [
      String(secret),
      [secret].join(),
      JSON.stringify(holder),
      inspect(holder, { depth: 9, showHidden: true }),
      JSON.stringify(Object.entries(secret)),
    ].join(' ');
    expect(text).not.toContain('CANARY');
    expect(text).toContain('[secret]');
  });

  test('compares by value and tells its end only when it is long', () => {
    expect(secret.equals(new Secret(secret.reveal()))).toBe(true);
    expect(secret.equals(new Secret('other'))).toBe(false);
    expect(secret.equals(undefined)).toBe(false);
    expect(new Secret('sk-0123456789').last4).toBe('6789');
    expect(new Secret('short').last4).toBe('');
  });
});

describe('scrub', () => {
  test('finds a value as it is, URL-encoded, in JSON and in Base64', () => {
    const value = secret.reveal();
    const forms = [
      value,
      encodeURIComponent(value),
      JSON.stringify({ value }),
      Buffer.from(value).toString('base64'),
      Buffer.from(value).toString('base64url'),
    ];
    for (const form of forms) {
      expect(scrub(`<${form}>`, [secret])).toContain('[secret]');
      expect(scrub(`<${form}>`, [secret])).not.toContain('CANARY');
    }
  });

  test('leaves a text without secrets as it is', () => {
    expect(scrub('nothing here', [secret, new Secret('')])).toBe('nothing here');
  });
});
