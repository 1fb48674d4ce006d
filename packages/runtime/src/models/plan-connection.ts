import { ConfigError, ConflictError, type Model, type ModelInput } from '@datagenflow/contracts';
import {
  detectProvider,
  findPreset,
  PRESETS,
  providerOfKey,
  resolveEndpoint,
  trimBaseUrl,
  type Secret,
} from '@datagenflow/llm';
import type { SealedKey } from '@datagenflow/storage';
import type { KeyVault } from '../secrets/key-vault.js';
import { readApiKey } from './read-api-key.js';

/** Providers that a model may name. */
const PROVIDERS: readonly string[] = [...PRESETS.map(({ name }) => name), 'demo'];

/** What is to become of a model’s key. `lost`: it belongs to the endpoint at `origin`. */
export type KeyPlan =
  | { kind: 'given'; secret: Secret }
  | { kind: 'kept'; envelope: string }
  | { kind: 'lost'; origin: string }
  | { kind: 'none' };

/** Where a model is to be reached. */
export interface Connection {
  provider: string;
  /** Base URL; empty: the preset’s. */
  endpoint: string;
  /** Scheme, host and port: the only place its key may be sent to. */
  origin: string;
  key: KeyPlan;
}

/** What is stored of a model, if it is. */
export interface Known {
  model: Model | null;
  key: SealedKey | null;
}

/**
 * Where a model is reached after a change, and whether its key can go there.
 * @throws ConfigError `unknown_provider`, `key_invalid`; ModelError for an endpoint that is none
 */
export function planConnection(
  input: Pick<ModelInput, 'provider' | 'endpoint' | 'api_key'>,
  { model, key }: Known,
): Connection {
  const provider = findProvider(input, model);
  const isMoved = provider !== model?.provider;
  const typed = input.endpoint ?? (isMoved ? '' : model.endpoint);
  const endpoint = provider === 'demo' ? '' : trimBaseUrl(typed.trim());
  const origin = originOf(provider, endpoint);
  return { provider, endpoint, origin, key: planKey(input.api_key, origin, key) };
}

/**
 * The key to connect with.
 * @throws ConflictError `key_required` when the stored one belongs to another endpoint
 */
export async function keyFor(
  { key, origin }: Connection,
  { model }: Known,
  vault: KeyVault,
): Promise<Secret | undefined> {
  switch (key.kind) {
    case 'given':
      return key.secret;
    case 'none':
      return undefined;
    case 'kept':
      return vault.open(key.envelope, model ?? { id: 0, name: '' });
    case 'lost':
      throw new ConflictError(
        `The key of the model '${model?.name}' was entered for ${key.origin} and is not sent to ${origin}. Enter the key for ${origin}, or an empty one if it needs none.`,
        { code: 'key_required', detail: { model: model?.name, origin, key_origin: key.origin } },
      );
  }
}

/** Scheme, host and port that a model is reached at. */
function originOf(provider: string, endpoint: string): string {
  return provider === 'demo' ? 'demo:' : resolveEndpoint(provider, endpoint).origin;
}

function findProvider(
  { provider, endpoint, api_key }: Pick<ModelInput, 'provider' | 'endpoint' | 'api_key'>,
  model: Model | null,
): string {
  const detected = endpoint?.trim() ? detectProvider(endpoint) : providerOfKey(api_key ?? '');
  const found = provider ?? model?.provider ?? detected;
  if (found !== undefined && PROVIDERS.includes(found)) return found;
  throw new ConfigError(
    found === undefined
      ? `Name a provider or an endpoint. Providers: ${PROVIDERS.join(', ')}.`
      : `There is no provider '${found}'. There are: ${PROVIDERS.join(', ')}. Any other endpoint is custom.`,
    { code: 'unknown_provider', detail: { provider: found ?? null, providers: PROVIDERS } },
  );
}

function planKey(text: string | null | undefined, origin: string, key: SealedKey | null): KeyPlan {
  if (text !== undefined) return planGiven(text ?? '');
  if (key === null) return { kind: 'none' };
  if (key.envelope === null || key.origin !== origin) return { kind: 'lost', origin: key.origin };
  return { kind: 'kept', envelope: key.envelope };
}

function planGiven(text: string): KeyPlan {
  if (text.trim() === '') return { kind: 'none' };
  const secret = readApiKey(text);
  if (secret !== null) return { kind: 'given', secret };
  throw new ConfigError('The key holds spaces or characters that no key has. Copy it again.', {
    code: 'key_invalid',
  });
}

/** The name at its provider that a model gets when none is given. */
export function defaultModelName(provider: string, kind: Model['kind']): string | null {
  if (provider === 'demo') return 'demo';
  const { default_model, default_embedding_model } = findPreset(provider);
  return kind === 'llm' ? default_model : default_embedding_model;
}
