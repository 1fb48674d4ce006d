import { DataGenFlowError } from '@datagenflow/contracts';

/** Exit codes of every command; 2 (usage) is oclif’s. */
export const EXIT = {
  failed: 1,
  locked: 75,
  configuration: 78,
  interrupted: 130,
} as const;

/** The exit code that an error stands for. */
export function exitCodeOf(error: unknown): number {
  if (!(error instanceof DataGenFlowError)) return EXIT.failed;
  if (error.code === 'instance_locked') return EXIT.locked;
  if (error.code === 'setting_invalid') return EXIT.configuration;
  return EXIT.failed;
}
