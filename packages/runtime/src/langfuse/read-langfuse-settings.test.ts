import { ConfigError } from '@datagenflow/contracts';
import { describe, expect, test } from 'vitest';
import { readLangfuseSettings } from './read-langfuse-settings.js';

const invalid = (name: string, value: string, allowed: string) =>
  new ConfigError(`${name}=${value}: ${allowed}`, { code: 'setting_invalid' });
const read = (env: Record<string, string>) => readLangfuseSettings(env, invalid);
const keys = { LANGFUSE_PUBLIC_KEY: 'pk-lf-1', LANGFUSE_SECRET_KEY: 'sk-lf-1' };

describe('readLangfuseSettings', () => {
  test('both keys make it enabled, in the cloud unless a host is named', () => {
    expect(read({})).toBeUndefined();
    expect(read({ LANGFUSE_HOST: 'https://lf.test' })).toBeUndefined();
    expect(read(keys)).toMatchObject({ host: 'https://cloud.langfuse.com', publicKey: 'pk-lf-1' });
    expect(read({ ...keys, LANGFUSE_HOST: ' https://lf.test/base// ' })?.host).toBe(
      'https://lf.test/base',
    );
    expect(read(keys)?.secretKey.reveal()).toBe('sk-lf-1');
    expect(JSON.stringify(read(keys))).not.toContain('sk-lf-1');
  });

  test('half of it, or a host that is none, is an error that shows no key', () => {
    expect(() => read({ LANGFUSE_PUBLIC_KEY: 'pk' })).toThrow('LANGFUSE_SECRET_KEY');
    expect(() => read({ LANGFUSE_SECRET_KEY: 'sk' })).toThrow('LANGFUSE_PUBLIC_KEY');
    for (const host of ['lf.test', 'ftp://lf.test', 'https://a:b@lf.test', 'https://lf.test?k=1']) {
      expect(() => read({ ...keys, LANGFUSE_HOST: host })).toThrow(/^LANGFUSE_HOST=\(not shown\)/);
    }
  });
});
