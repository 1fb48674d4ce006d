import { text } from 'node:stream/consumers';
import { ConfigError } from '@datagenflow/contracts';
import { readEnvironment } from '@datagenflow/runtime/settings';

/** Where a key is to be read from. Never an argument: those are seen by every process. */
export interface KeySource {
  /** Name of an environment variable. */
  env: string | undefined;
  stdin: boolean;
}

/**
 * The key to store; undefined when none is named.
 * @throws ConfigError `key_missing` when there is none where it should be
 */
export async function readKey({ env, stdin }: KeySource, cwd: string): Promise<string | undefined> {
  if (env !== undefined) {
    const value = readEnvironment(cwd)[env]?.trim();
    if (value) return value;
    throw missing(`The environment variable ${env} is not set, neither here nor in .env.`);
  }
  if (!stdin) return undefined;
  const value = (await text(process.stdin)).trim();
  if (value !== '') return value;
  throw missing('There is no key on stdin.');
}

function missing(message: string): ConfigError {
  return new ConfigError(message, { code: 'key_missing' });
}
