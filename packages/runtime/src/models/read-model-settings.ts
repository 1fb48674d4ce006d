import type { ConfigError } from '@datagenflow/contracts';
import type { Secret } from '@datagenflow/llm';
import {
  detectProvider,
  findPreset,
  ModelError,
  providerOfKey,
  resolveEndpoint,
  trimBaseUrl,
} from '@datagenflow/llm';
import { readApiKey } from './read-api-key.js';

/** The model that the environment describes. */
export interface ModelSettings {
  provider: string;
  /** Base URL; empty: the preset’s. */
  endpoint: string;
  modelName: string;
  apiKey: Secret | undefined;
}

/** Makes the error for a variable whose value is wrong. */
type Invalid = (name: string, value: string, allowed: string) => ConfigError;

/**
 * Reads `LLM_ENDPOINT`, `LLM_API_KEY` and `LLM_MODEL`. A key alone tells the provider by how it
 * begins; the provider tells the model. Undefined when none is set.
 */
export function readModelSettings(
  env: Readonly<Record<string, string | undefined>>,
  invalid: Invalid,
): ModelSettings | undefined {
  const endpoint = env.LLM_ENDPOINT?.trim() ?? '';
  const keyText = env.LLM_API_KEY?.trim() ?? '';
  const modelName = env.LLM_MODEL?.trim() ?? '';
  if (endpoint === '' && keyText === '' && modelName === '') return undefined;
  if (endpoint !== '') checkEndpoint(endpoint, invalid);
  const apiKey = keyText === '' ? undefined : readApiKey(keyText);
  if (apiKey === null) throw invalid('LLM_API_KEY', '(not shown)', 'a key without spaces');
  const provider = endpoint === '' ? providerOfKey(keyText) : detectProvider(endpoint);
  if (provider === undefined) {
    throw invalid('LLM_ENDPOINT', '', `the base URL of the API that ${telling(keyText)} is for`);
  }
  const { default_model, title } = findPreset(provider);
  const model = modelName || default_model;
  if (model === null) {
    throw invalid('LLM_MODEL', '', `the name of a model: there is no default one for '${title}'`);
  }
  return { provider, endpoint: trimBaseUrl(endpoint), modelName: model, apiKey };
}

function checkEndpoint(endpoint: string, invalid: Invalid): void {
  try {
    resolveEndpoint('custom', endpoint);
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    const value = endpoint.replace(/\/\/[^/@]*@/, '//…@').replace(/\?.*/, '?…');
    throw invalid('LLM_ENDPOINT', value, 'a base URL such as https://api.openai.com/v1');
  }
}

function telling(keyText: string): string {
  return keyText === '' ? 'LLM_MODEL' : 'LLM_API_KEY, whose beginning does not tell its provider,';
}
