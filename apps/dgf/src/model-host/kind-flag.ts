import { Flags } from '@oclif/core';
import type { ModelKind } from '@datagenflow/contracts';

/** `--kind`: which models a command is about. */
export const kindFlag = Flags.option({
  options: ['llm', 'embedding'] as const satisfies ModelKind[],
  default: 'llm' as const,
  description: 'Models that write, or models that embed',
});
