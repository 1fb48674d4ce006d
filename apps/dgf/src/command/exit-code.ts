import { DataGenFlowError } from '@datagenflow/contracts';
import { USAGE_CODE } from './usage-error.js';

/** Exit codes of every command. */
export const EXIT = {
  failed: 1,
  usage: 2,
  locked: 75,
  configuration: 78,
  interrupted: 130,
} as const;

const CONFIGURATION = [
  'setting_invalid',
  'master_key_wrong',
  'token_unusable',
  'data_dir_unusable',
];

/** The exit code that an error stands for. */
export function exitCodeOf(error: unknown): number {
  if (!(error instanceof DataGenFlowError)) return EXIT.failed;
  if (error.code === USAGE_CODE) return EXIT.usage;
  if (error.code === 'instance_locked') return EXIT.locked;
  if (CONFIGURATION.includes(error.code)) return EXIT.configuration;
  return EXIT.failed;
}
