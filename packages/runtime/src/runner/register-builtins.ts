import { builtinBlocks, createLangfuseClient } from '@datagenflow/builtins';
import { systemClock } from '@datagenflow/contracts';
import { createGuardedFetch } from '@datagenflow/llm';
import { inProcessBlock, type BlockRegistry } from '@datagenflow/registry';
import type { SchemaCompiler } from '@datagenflow/schemas';
import type { RuntimeConfig } from '../config.js';

/** Registers the blocks that ship with us, with the clients they need. They run in this process. */
export function registerBuiltins(
  registry: BlockRegistry,
  schemas: SchemaCompiler,
  { langfuse }: Pick<RuntimeConfig, 'langfuse'>,
): void {
  const clients = {
    langfuse:
      langfuse &&
      createLangfuseClient(
        { ...langfuse, secretKey: langfuse.secretKey.reveal() },
        createGuardedFetch(systemClock),
      ),
  };
  const blocks = builtinBlocks(clients).map(({ type, Class }) =>
    inProcessBlock(Class, { source: 'builtin', type, schemas }),
  );
  registry.replaceAll('builtin', blocks);
}
