import { Secret } from '@datagenflow/llm';
import type { RuntimeConfig } from '../config.js';
import type { WireConfig } from './messages.js';

/** What of a config a runner needs. The model of the environment is stored already. */
export function toWireConfig(config: RuntimeConfig): WireConfig {
  const { masterKey, token, langfuse, model: _model, ...rest } = config;
  return {
    ...rest,
    masterKey: masterKey?.reveal(),
    token: token?.reveal(),
    langfuse: langfuse && { ...langfuse, secretKey: langfuse.secretKey.reveal() },
  };
}

/** The config again. */
export function fromWireConfig(config: WireConfig): RuntimeConfig {
  const { masterKey, token, langfuse, ...rest } = config;
  return {
    ...rest,
    masterKey: toSecret(masterKey),
    token: toSecret(token),
    langfuse: langfuse && { ...langfuse, secretKey: new Secret(langfuse.secretKey) },
    model: undefined,
  };
}

function toSecret(text: string | undefined): Secret | undefined {
  return text === undefined ? undefined : new Secret(text);
}
