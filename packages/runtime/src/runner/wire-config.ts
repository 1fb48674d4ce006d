import { Secret } from '@datagenflow/llm';
import type { RuntimeConfig } from '../config.js';
import type { WireConfig } from './messages.js';

/** What of a config a runner needs. The model of the environment is stored already. */
export function toWireConfig({ masterKey, model: _model, ...config }: RuntimeConfig): WireConfig {
  return { ...config, masterKey: masterKey?.reveal() };
}

/** The config again. */
export function fromWireConfig({ masterKey, ...config }: WireConfig): RuntimeConfig {
  const secret = masterKey === undefined ? undefined : new Secret(masterKey);
  return { ...config, masterKey: secret, model: undefined };
}
