import { describe, expect, test } from 'vitest';
import { detectProvider, providerOfKey } from './detect-provider.js';
import { knownPrices } from './known-prices.js';
import { PRESETS } from './presets.js';
import { resolveEndpoint, trimBaseUrl } from './resolve-endpoint.js';

describe('detectProvider', () => {
  test.each([
    ['http://localhost:11434/v1', 'ollama'],
    ['https://OLLAMA.example/v1', 'ollama'],
    ['https://api.anthropic.com/v1', 'anthropic'],
    ['https://generativelanguage.googleapis.com/v1beta/openai', 'gemini'],
    ['https://openrouter.ai/api/v1', 'openrouter'],
    ['https://me.openai.azure.com/openai/v1', 'azure'],
    ['https://api.openai.com/v1/chat/completions', 'openai'],
    ['https://api.openai.com.evil.example/v1', 'custom'],
    ['http://localhost:1234/v1', 'lmstudio'],
    ['http://gpu-box:8000/v1', 'custom'],
  ])('%s is %s', (endpoint, provider) => {
    expect(detectProvider(endpoint)).toBe(provider);
  });

  test('knows the endpoints of the presets', () => {
    const known = PRESETS.filter(({ base_url, name }) => base_url !== null && name !== 'vllm');
    expect(known.map(({ base_url }) => detectProvider(base_url ?? ''))).toEqual(
      known.map(({ name }) => name),
    );
  });
});

test.each([
  ['sk-ant-abc', 'anthropic'],
  ['sk-or-v1-abc', 'openrouter'],
  ['AIzaSyabc', 'gemini'],
  ['sk-proj-abc', 'openai'],
  ['gsk_abc', undefined],
])('a key like %s belongs to %s', (key, provider) => {
  expect(providerOfKey(key)).toBe(provider);
});

describe('resolveEndpoint', () => {
  test('takes the preset’s base URL when none is given', () => {
    const { baseUrl, origin } = resolveEndpoint('openai', ' ');
    expect([baseUrl, origin]).toEqual(['https://api.openai.com/v1', 'https://api.openai.com']);
  });

  test('cuts what the client adds', () => {
    expect(trimBaseUrl('http://a/v1/')).toBe('http://a/v1');
    expect(trimBaseUrl('http://a/v1/chat/completions/')).toBe('http://a/v1');
    expect(trimBaseUrl('http://a/v1/embeddings')).toBe('http://a/v1');
  });

  test.each([
    '',
    'localhost:8000',
    'file:///etc/passwd',
    'http://user:pw@a/v1',
    'http://a/v1?key=x',
  ])('refuses %j for a custom provider', (endpoint) => {
    expect(() => resolveEndpoint('custom', endpoint)).toThrow(
      expect.objectContaining({ code: 'request_rejected' }),
    );
  });
});

test('prices are found for dated and routed names, free for local models, null otherwise', () => {
  expect(knownPrices('openai', 'gpt-4.1-mini-2025-04-14')).toEqual(
    knownPrices('x', 'gpt-4.1-mini'),
  );
  expect(knownPrices('openrouter', 'openai/gpt-4o')).toMatchObject({ input: 2.5 });
  expect(knownPrices('ollama', 'anything')).toEqual({ input: 0, output: 0 });
  expect(knownPrices('custom', 'my-model')).toBeNull();
});
