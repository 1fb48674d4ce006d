import { homedir } from 'node:os';
import { join } from 'node:path';

/** How dependencies of user blocks are installed. */
export interface InstallSettings {
  /** Whether they may be. */
  isAllowed: boolean;
  /** What npm gets of the environment: where programs, registries and proxies are. */
  env: Record<string, string>;
  /** The npm that started this process, if one did. */
  npmExecPath: string | undefined;
}

const PASSED_ON = [
  'PATH',
  'SystemRoot',
  'TMPDIR',
  'TEMP',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'http_proxy',
  'https_proxy',
  'no_proxy',
  'NODE_EXTRA_CA_CERTS',
  'NPM_CONFIG_REGISTRY',
  'npm_config_registry',
];

/** Reads what npm is given. Its own settings are those of the user’s `.npmrc`. */
export function readInstallSettings(
  env: Readonly<Record<string, string | undefined>>,
  isAllowed: boolean,
): InstallSettings {
  const userconfig =
    env['NPM_CONFIG_USERCONFIG'] ?? env['npm_config_userconfig'] ?? join(homedir(), '.npmrc');
  const passed = PASSED_ON.flatMap((name) => {
    const value = env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    isAllowed,
    env: { ...Object.fromEntries(passed), npm_config_userconfig: userconfig },
    npmExecPath: env['npm_execpath'],
  };
}
