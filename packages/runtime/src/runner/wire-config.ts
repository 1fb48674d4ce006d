import { Secret } from '@datagenflow/llm';
import type { RuntimeConfig } from '../config.js';
import type { LangfuseConfig } from '../langfuse/read-langfuse-settings.js';
import type { TracingConfig } from '../tracing/read-tracing-settings.js';

/** A config whose secrets are text, because classes do not cross. */
export type WireConfig = Omit<
  RuntimeConfig,
  'masterKey' | 'token' | 'langfuse' | 'tracing' | 'model'
> & {
  masterKey: string | undefined;
  token: string | undefined;
  langfuse: (Omit<LangfuseConfig, 'secretKey'> & { secretKey: string }) | undefined;
  tracing: (Omit<TracingConfig, 'headers'> & { headers: Record<string, string> }) | undefined;
};

/** What of a config a runner needs. The model of the environment is stored already. */
export function toWireConfig(config: RuntimeConfig): WireConfig {
  const { masterKey, token, langfuse, tracing, model: _model, ...rest } = config;
  return {
    ...rest,
    masterKey: masterKey?.reveal(),
    token: token?.reveal(),
    langfuse: langfuse && { ...langfuse, secretKey: langfuse.secretKey.reveal() },
    tracing: tracing && { ...tracing, headers: mapValues(tracing.headers, (it) => it.reveal()) },
  };
}

/** The config again. */
export function fromWireConfig(config: WireConfig): RuntimeConfig {
  const { masterKey, token, langfuse, tracing, ...rest } = config;
  return {
    ...rest,
    masterKey: toSecret(masterKey),
    token: toSecret(token),
    langfuse: langfuse && { ...langfuse, secretKey: new Secret(langfuse.secretKey) },
    tracing: tracing && {
      ...tracing,
      headers: mapValues(tracing.headers, (it) => new Secret(it)),
    },
    model: undefined,
  };
}

function toSecret(text: string | undefined): Secret | undefined {
  return text === undefined ? undefined : new Secret(text);
}

function mapValues<A, B>(values: Readonly<Record<string, A>>, map: (value: A) => B) {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, map(value)]));
}
