import { DataGenFlowError } from '@datagenflow/contracts';

/** Exit codes of every command; 2 (usage) is oclif’s. */
export const EXIT = {
  failed: 1,
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
  if (error.code === 'instance_locked') return EXIT.locked;
  if (CONFIGURATION.includes(error.code)) return EXIT.configuration;
  return EXIT.failed;
}
