import { DataGenFlowError } from '@datagenflow/contracts';

/** There is no room for what was to be installed. */
export function diskFull(cause?: Error): DataGenFlowError {
  return new DataGenFlowError(
    'disk_full',
    'There is no room left on the disk; nothing was changed. Free some, and try again.',
    { status: 507, cause },
  );
}
