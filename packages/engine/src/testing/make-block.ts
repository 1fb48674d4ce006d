import { BaseBlock, type BlockContext, type BlockDefinition } from '@datagenflow/block-sdk';
import type { JsonObject } from '@datagenflow/contracts';
import { inProcessBlock, type RegisteredBlock } from '@datagenflow/registry';

/** What a made block is beside its `execute`. */
export interface BlockParts extends Partial<BlockDefinition> {
  setup?: () => Promise<void>;
  dispose?: () => Promise<void>;
}

/** A block of that type. It may write anything unless `outputs` says otherwise. */
export function makeBlock(
  type: string,
  execute: (context: BlockContext, config: JsonObject) => unknown,
  { setup, dispose, ...definition }: BlockParts = {},
): RegisteredBlock {
  class Made extends BaseBlock {
    static readonly definition = {
      name: type,
      description: `Is ${type}`,
      inputs: [],
      outputs: ['*'],
      ...definition,
    };

    override async setup(): Promise<void> {
      await setup?.();
    }

    override async dispose(): Promise<void> {
      await dispose?.();
    }

    async execute(context: BlockContext): Promise<JsonObject> {
      return (await execute(context, this.config)) as JsonObject;
    }
  }
  return inProcessBlock(Made, { source: 'builtin', type });
}
