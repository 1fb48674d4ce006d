import type { ConfigError } from '@datagenflow/contracts';
import { Secret } from '@datagenflow/llm';

/** The Langfuse project that the environment names. */
export interface LangfuseConfig {
  /** Base URL, without a slash at the end. */
  host: string;
  publicKey: string;
  secretKey: Secret;
}

/** Where Langfuse is unless `LANGFUSE_HOST` says otherwise. */
const LANGFUSE_CLOUD = 'https://cloud.langfuse.com';

/** Makes the error for a variable whose value is wrong. */
type Invalid = (name: string, value: string, allowed: string) => ConfigError;

/**
 * Reads `LANGFUSE_PUBLIC_KEY`, `LANGFUSE_SECRET_KEY` and `LANGFUSE_HOST`. Undefined without keys;
 * one key without the other is an error.
 */
export function readLangfuseSettings(
  env: Readonly<Record<string, string | undefined>>,
  invalid: Invalid,
): LangfuseConfig | undefined {
  const publicKey = env.LANGFUSE_PUBLIC_KEY?.trim() ?? '';
  const secretKey = env.LANGFUSE_SECRET_KEY?.trim() ?? '';
  const host = (env.LANGFUSE_HOST?.trim() || LANGFUSE_CLOUD).replace(/\/+$/, '');
  if (publicKey === '' && secretKey === '') return undefined;
  if (publicKey === '') throw invalid('LANGFUSE_PUBLIC_KEY', '', 'set along with the secret key');
  if (secretKey === '') throw invalid('LANGFUSE_SECRET_KEY', '', 'set along with the public key');
  if (!isBaseUrl(host)) {
    throw invalid('LANGFUSE_HOST', '(not shown)', `a URL without a password, as ${LANGFUSE_CLOUD}`);
  }
  return { host, publicKey, secretKey: new Secret(secretKey) };
}

function isBaseUrl(text: string): boolean {
  const url = URL.parse(text);
  if (url === null || !['http:', 'https:'].includes(url.protocol)) return false;
  return url.username === '' && url.password === '' && url.search === '' && url.hash === '';
}
