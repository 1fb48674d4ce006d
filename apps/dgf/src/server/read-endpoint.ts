import { ConfigError } from '@datagenflow/contracts';
import { readEnvironment, type Environment } from '@datagenflow/runtime/settings';

/** Where a setting comes from. */
export type SettingSource = 'environment' | '.env' | 'default';

/** The server that commands talk to. */
export interface ServerEndpoint {
  url: string;
  source: SettingSource;
}

/** Variable that names it. */
export const ENDPOINT = 'DATAGENFLOW_ENDPOINT';

/** Where a server is when nothing says otherwise. */
const DEFAULT_ENDPOINT = 'http://localhost:8000';

/** Where a variable is set; an empty value is none. */
export function sourceOf(name: string, cwd: string, env: Environment): SettingSource {
  if (env[name]?.trim()) return 'environment';
  return readEnvironment(cwd, {})[name]?.trim() ? '.env' : 'default';
}

/** The server: named by the environment, else by `.env` in `cwd`, else the default one. */
export function readEndpoint(cwd: string, env: Environment): ServerEndpoint {
  const source = sourceOf(ENDPOINT, cwd, env);
  if (source === 'default') return { url: DEFAULT_ENDPOINT, source };
  const from = source === 'environment' ? env : readEnvironment(cwd, {});
  return { url: checkEndpoint(from[ENDPOINT] ?? ''), source };
}

/** @throws ConfigError `setting_invalid` unless it is an address of a server; without a `/` at its end */
export function checkEndpoint(text: string): string {
  const url = URL.parse(text.trim());
  const isHttp = url?.protocol === 'http:' || url?.protocol === 'https:';
  if (url !== null && isHttp && url.search === '' && url.hash === '' && url.username === '') {
    return url.href.replace(/\/$/, '');
  }
  throw new ConfigError(`${ENDPOINT} is '${text}', but has to be http:// or https:// and a host.`, {
    code: 'setting_invalid',
    detail: { setting: ENDPOINT, value: text },
  });
}
