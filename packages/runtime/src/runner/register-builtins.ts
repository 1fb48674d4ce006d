import { builtinBlocks } from '@datagenflow/builtins';
import { inProcessBlock, type BlockRegistry } from '@datagenflow/registry';
import type { SchemaCompiler } from '@datagenflow/schemas';

/** Registers the blocks that ship with us. They run in this process. */
export function registerBuiltins(registry: BlockRegistry, schemas: SchemaCompiler): void {
  const blocks = builtinBlocks.map(({ type, Class }) =>
    inProcessBlock(Class, { source: 'builtin', type, schemas }),
  );
  registry.replaceAll('builtin', blocks);
}
