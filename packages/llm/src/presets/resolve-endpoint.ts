import { ModelError } from '../errors/model-error.js';
import { PRESETS, type Preset } from './presets.js';

/** Where to send requests, and with what quirks. */
export interface Endpoint {
  baseUrl: string;
  /** Scheme, host and port. */
  origin: string;
  preset: Preset;
}

/** The preset of that name; unknown names count as `custom`. */
export function findPreset(name: string): Preset {
  const known = PRESETS.find((preset) => preset.name === name);
  return known ?? (PRESETS.find((preset) => preset.name === 'custom') as Preset);
}

/**
 * The base URL that a model is reached at: its endpoint or the preset’s.
 * @throws ModelError `request_rejected` when there is none or it is no http(s) URL.
 */
export function resolveEndpoint(provider: string, endpoint: string): Endpoint {
  const preset = findPreset(provider);
  const text = endpoint.trim() === '' ? (preset.base_url ?? '') : endpoint.trim();
  const baseUrl = trimBaseUrl(text);
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new ModelError(
      'request_rejected',
      `'${text}' is no endpoint. Give the base URL of an OpenAI-compatible API, such as https://api.openai.com/v1.`,
    );
  }
  if (url.username !== '' || url.password !== '' || url.search !== '') {
    throw new ModelError(
      'request_rejected',
      'An endpoint may hold neither a user name nor a query. Enter the key as API key.',
    );
  }
  return { baseUrl, origin: url.origin, preset };
}

/** Cuts what the client adds by itself: a trailing `/chat/completions` or `/embeddings`. */
export function trimBaseUrl(endpoint: string): string {
  return endpoint.replace(/\/+$/, '').replace(/\/(?:chat\/completions|embeddings)$/, '');
}
