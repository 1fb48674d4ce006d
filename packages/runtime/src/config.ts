import { existsSync, readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { isAbsolute, join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { ConfigError } from '@datagenflow/contracts';
import { Secret } from '@datagenflow/llm';
import { parseToken } from './auth/access-token.js';
import { readInstallSettings, type InstallSettings } from './extensions/read-install-settings.js';
import { readFailPlan, type FailPlan } from './fail-points/read-fail-plan.js';
import { readLangfuseSettings, type LangfuseConfig } from './langfuse/read-langfuse-settings.js';
import type { LogFormat } from './logs/log.js';
import { readModelSettings, type ModelSettings } from './models/read-model-settings.js';
import { parseMasterKey } from './secrets/master-key.js';
import { readTracingSettings, type TracingConfig } from './tracing/read-tracing-settings.js';

/** Everything that the environment decides. */
export interface RuntimeConfig {
  /** Directory that relative paths start from. */
  cwd: string;
  port: number;
  /** Address to listen on. */
  host: string;
  /** Whether only this machine is served, which then needs no token. */
  isLoopback: boolean;
  /** What other machines sign in with; undefined: a file in the data directory. */
  token: Secret | undefined;
  /** Whether to log each step, with its state. */
  isDebug: boolean;
  /** How the log is written. */
  logFormat: LogFormat;
  /** Names and addresses, beside the loopback ones, that requests may come for. */
  allowedHosts: string[];
  dataDir: string;
  /** File of the SQLite database. */
  databasePath: string;
  /** Address of a PostgreSQL database; undefined: SQLite. */
  databaseUrl: string | undefined;
  blocksDir: string;
  templatesDir: string;
  /** Whether servers watch the files of users, and how long these have to rest before they count. */
  hotReload: { enabled: boolean; debounceMs: number };
  /** How dependencies of user blocks are installed. */
  install: InstallSettings;
  /** Executions in flight over all jobs. */
  maxInFlight: number;
  /** Largest seed of a JSON, JSONL or CSV file. */
  maxSeedBytes: number;
  /** How long, and how many MB of, calls of deleted jobs are kept; undefined: until pruned. */
  retention: { days: number | undefined; megabytes: number | undefined };
  /** What stored keys are encrypted with; undefined: a file in the data directory. */
  masterKey: Secret | undefined;
  /** The model that `LLM_*` describe; undefined: none. */
  model: ModelSettings | undefined;
  /** The project that `LANGFUSE_*` name; undefined: none. */
  langfuse: LangfuseConfig | undefined;
  /** Where traces go that `OTEL_*` ask for; undefined: there are none. */
  tracing: TracingConfig | undefined;
  /** What a drill has happen; undefined: nothing. */
  failPlan: FailPlan | undefined;
}

const LOOPBACK = ['127.0.0.1', '::1', 'localhost'];
const ANY_ADDRESS = /^(0\.0\.0\.0|\[::\])(:|$)/;

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The environment, with the values of `.env` in `cwd` where it names none. */
export function readEnvironment(cwd: string, env: Environment = process.env): Environment {
  const file = join(cwd, '.env');
  const fromFile = existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {};
  return { ...fromFile, ...env };
}

/**
 * The settings that an environment stands for.
 * @throws ConfigError `setting_invalid` with the name of the variable and what it may be
 */
export function readConfig(cwd: string, env: Environment): RuntimeConfig {
  const text = (name: string, fallback: string) => env[name]?.trim() || fallback;
  const path = (name: string, fallback: string) => {
    const value = text(name, fallback);
    return isAbsolute(value) ? value : resolve(cwd, value);
  };
  const host = readHost(text('HOST', '127.0.0.1'));
  const dataDir = path('DATAGENFLOW_DATA_DIR', 'data');
  const database = text('DATABASE_PATH', join(dataDir, 'datagenflow.db'));
  return {
    cwd,
    port: readNumber(env, 'PORT', 8000, { min: 0, max: 65_535 }),
    host,
    isLoopback: LOOPBACK.includes(host),
    token: readTokenSetting(env),
    isDebug: readSwitch(env, 'DEBUG'),
    logFormat: readLogFormat(env),
    allowedHosts: readAllowedHosts(env),
    dataDir,
    databasePath: database === ':memory:' ? database : resolve(cwd, database),
    databaseUrl: readDatabaseUrl(env),
    blocksDir: path('DATAGENFLOW_BLOCKS_PATH', 'user_blocks'),
    templatesDir: path('DATAGENFLOW_TEMPLATES_PATH', 'user_templates'),
    hotReload: {
      enabled: readSwitch(env, 'DATAGENFLOW_HOT_RELOAD', true),
      debounceMs: readNumber(env, 'DATAGENFLOW_HOT_RELOAD_DEBOUNCE_MS', 500, {
        min: 0,
        max: 60_000,
      }),
    },
    install: readInstallSettings(env, readSwitch(env, 'DATAGENFLOW_ALLOW_INSTALL', true)),
    maxInFlight: readNumber(env, 'MAX_IN_FLIGHT', 256, { min: 1, max: 100_000 }),
    maxSeedBytes: readNumber(env, 'MAX_SEED_BYTES', 8 * 1024 ** 2, {
      min: 1,
      max: 256 * 1024 ** 2,
    }),
    retention: {
      days: readNumber(env, 'RETENTION_DAYS', undefined, { min: 0, max: 36_500 }),
      megabytes: readNumber(env, 'RETENTION_MB', undefined, { min: 0, max: 1_000_000_000 }),
    },
    masterKey: readMasterKeySetting(env),
    model: readModelSettings(env, invalid),
    langfuse: readLangfuseSettings(env, invalid),
    tracing: readTracingSettings(env, invalid),
    failPlan: readFailPlan(env),
  };
}

function readNumber<T extends number | undefined>(
  env: Environment,
  name: string,
  fallback: T,
  { min, max }: { min: number; max: number },
): number | T {
  const text = env[name]?.trim();
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw invalid(name, text, `a whole number from ${min} to ${max}`);
}

function readSwitch(env: Environment, name: string, fallback = false): boolean {
  const text = env[name]?.trim().toLowerCase() ?? '';
  if (text === '') return fallback;
  if (['false', '0'].includes(text)) return false;
  if (['true', '1'].includes(text)) return true;
  throw invalid(name, text, 'true or false');
}

function readLogFormat(env: Environment): LogFormat {
  const text = env.LOG_FORMAT?.trim().toLowerCase() || 'text';
  if (text === 'text' || text === 'json') return text;
  throw invalid('LOG_FORMAT', text, 'text or json');
}

/** An address to listen on is no name that requests can come for. */
function readAllowedHosts({ ALLOWED_HOSTS: list = '' }: Environment): string[] {
  const hosts = list.split(',').map((item) => item.trim().toLowerCase());
  const wrong = hosts.find((host) => ANY_ADDRESS.test(host));
  if (wrong === undefined) return hosts.filter((host) => host !== '');
  throw invalid('ALLOWED_HOSTS', wrong, 'names or addresses that browsers open, such as flow.test');
}

function readHost(host: string): string {
  if (host === 'localhost' || isIP(host) !== 0) return host;
  throw invalid(
    'HOST',
    host,
    'localhost or an IP address; 0.0.0.0 is every address of this machine',
  );
}

function readTokenSetting(env: Environment): Secret | undefined {
  const text = env.DATAGENFLOW_TOKEN?.trim();
  if (text === undefined || text === '') return undefined;
  const token = parseToken(text);
  if (token !== undefined) return token;
  throw invalid('DATAGENFLOW_TOKEN', '(not shown)', '16 characters or more without spaces');
}

function readDatabaseUrl(env: Environment): string | undefined {
  const text = env.DATABASE_URL?.trim();
  if (text === undefined || text === '') return undefined;
  if (/^postgres(ql)?:\/\//.test(text)) return text;
  throw invalid('DATABASE_URL', '(not shown)', 'postgres://user:password@host:port/database');
}

function readMasterKeySetting(env: Environment): Secret | undefined {
  const text = env.DATAGENFLOW_MASTER_KEY?.trim();
  if (text === undefined || text === '') return undefined;
  const secret = new Secret(text);
  if (parseMasterKey(secret) !== undefined) return secret;
  throw invalid('DATAGENFLOW_MASTER_KEY', '(not shown)', '32 bytes in base64 or 64 hex digits');
}

function invalid(name: string, value: string, allowed: string): ConfigError {
  return new ConfigError(`${name} is '${value}', but has to be ${allowed}.`, {
    code: 'setting_invalid',
    detail: { setting: name, value, allowed },
  });
}
