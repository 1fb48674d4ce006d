import { ConfigError, type BlockDescription, type JsonObject } from '@datagenflow/contracts';
import { formatIssues } from '@datagenflow/schemas';
import type { Runtime } from '../runtime.js';
import { findBlock } from './find-block.js';

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
  const block = findBlock({ registry }, type);
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
  throw new ConfigError(`Config of ${type} is not valid: ${formatIssues(checked.issues)}`, {
    detail: { block_type: type, issues: checked.issues },
  });
}
