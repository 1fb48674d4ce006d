import {
  ConfigError,
  NotFoundError,
  type BlockDescription,
  type JsonObject,
} from '@datagenflow/contracts';
import type { Runtime } from '../runtime.js';

/**
 * What a block writes and needs with a config; the schema’s defaults fill what it leaves out.
 * @throws NotFoundError `block_not_found`; ConfigError `block_unavailable`, `config_invalid`; what
 * the block says against the config
 */
export async function describeBlock(
  { registry, schemas }: Pick<Runtime, 'registry' | 'schemas'>,
  type: string,
  config: JsonObject,
): Promise<BlockDescription> {
  const block = registry.get(type);
  if (block === undefined) throw unknown(type, registry.types());
  const { available, error, config_schema } = block.info;
  if (!available) {
    throw new ConfigError(`Block '${type}' is unavailable: ${error ?? 'no reason is known'}`, {
      code: 'block_unavailable',
      detail: { block_type: type },
    });
  }
  const options = { useDefaults: true, allIssues: true };
  const checked = schemas.compile<JsonObject>(config_schema, options).check(config);
  if (checked.ok) return block.describe(checked.value);
  const [first] = checked.issues;
  throw new ConfigError(`config${first?.path ?? ''} ${first?.message ?? ''}`, {
    detail: { block_type: type, issues: checked.issues },
  });
}

function unknown(type: string, types: string[]): NotFoundError {
  return new NotFoundError(`Block '${type}' not found`, {
    code: 'block_not_found',
    detail: { block_type: type, available_blocks: types },
  });
}
