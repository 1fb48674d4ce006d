import {
  canonicalJson,
  type BlockDescription,
  type BlockInfo,
  type JsonObject,
} from '@datagenflow/contracts';
import type { OpenBlock, RegisteredBlock } from '@datagenflow/registry';
import type { HostPool } from '../pool/host-pool.js';
import type { BlockCode } from '../wire/messages.js';

const MAX_DESCRIPTIONS = 256;

/** A block that runs in the hosts of a pool. Its descriptions are kept, the last 256. */
export function hostedBlock(
  pool: HostPool,
  info: BlockInfo,
  code: BlockCode,
  codeHash: string,
): RegisteredBlock {
  const { type, source } = info;
  const known = new Map<string, BlockDescription>();
  const describe = async (config: JsonObject): Promise<BlockDescription> => {
    const key = canonicalJson(config);
    const description = known.get(key) ?? (await pool.describe(type, code, source, config));
    known.delete(key);
    known.set(key, description);
    const [oldest] = known.keys();
    if (known.size > MAX_DESCRIPTIONS && oldest !== undefined) known.delete(oldest);
    return description;
  };
  return {
    info,
    codeHash,
    describe,
    async open(config) {
      await describe(config);
      return openInPool(pool, type, code, config);
    },
  };
}

function openInPool(pool: HostPool, type: string, code: BlockCode, config: JsonObject): OpenBlock {
  const instance = pool.createInstance(type, code, config);
  return {
    execute: (input, connect, cancel) => pool.execute(instance, input, connect, cancel),
    finish: (input, connect, cancel) => pool.finish(instance, input, connect, cancel),
    [Symbol.asyncDispose]: () => pool.closeInstance(instance.id),
  };
}
