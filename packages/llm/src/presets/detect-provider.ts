/** The preset an endpoint belongs to; `custom` when it is none that is known. */
export function detectProvider(endpoint: string): string {
  const text = endpoint.toLowerCase();
  return ENDPOINTS.find(([pattern]) => pattern.test(text))?.[1] ?? 'custom';
}

/** The provider that gives out keys like this; undefined when the key doesn’t tell. */
export function providerOfKey(key: string): string | undefined {
  return KEY_PREFIXES.find(([prefix]) => key.startsWith(prefix))?.[1];
}

const ENDPOINTS: readonly (readonly [RegExp, string])[] = [
  [/^demo:/, 'demo'],
  [/11434|ollama/, 'ollama'],
  [/anthropic/, 'anthropic'],
  [/generativelanguage|gemini/, 'gemini'],
  [/openrouter/, 'openrouter'],
  [/\.azure\.com|azure-api/, 'azure'],
  [/^https:\/\/api\.openai\.com(?:\/|$)/, 'openai'],
  [/\/\/(?:localhost|127\.0\.0\.1|\[::1\]):1234/, 'lmstudio'],
];

/** Longer prefixes first. */
const KEY_PREFIXES: readonly (readonly [string, string])[] = [
  ['sk-ant-', 'anthropic'],
  ['sk-or-', 'openrouter'],
  ['AIza', 'gemini'],
  ['sk-', 'openai'],
];
