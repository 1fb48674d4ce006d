import { ConfigError, type JsonObject } from '@datagenflow/contracts';
import {
  createSchemaCompiler,
  formatIssues,
  type CompiledSchema,
  type SchemaCompiler,
} from '@datagenflow/schemas';
import type { BlockStatics } from '../block/base-block.js';
import { blockLabel } from '../block/block-type.js';
import { configSchemaOf } from './config-schema.js';
import { deepFreeze } from '../context/deep-freeze.js';

const CONFIG_CHECK: unique symbol = Symbol('config check');

/**
 * The config with defaults applied, frozen.
 * @throws ConfigError with `detail.issues` (path and message of each).
 */
export function checkConfig(blockClass: object, config: unknown): JsonObject {
  const checked = prepareConfigCheck(blockClass).check(config);
  if (checked.ok) return deepFreeze(checked.value);
  const type = blockLabel(blockClass);
  throw new ConfigError(`Config of ${type} is not valid: ${formatIssues(checked.issues)}`, {
    detail: { block_type: type, issues: checked.issues },
  });
}

/**
 * The compiled config schema of a class. It is compiled once and kept on the class, so that it goes
 * when the class goes. A shared compiler makes that faster.
 */
export function prepareConfigCheck(
  blockClass: object,
  schemas?: SchemaCompiler,
): CompiledSchema<JsonObject> {
  const kept = Object.getOwnPropertyDescriptor(blockClass, CONFIG_CHECK)?.value as
    CompiledSchema<JsonObject> | undefined;
  if (kept !== undefined) return kept;
  const { definition } = blockClass as Partial<BlockStatics>;
  const check = (schemas ?? createSchemaCompiler()).compile<JsonObject>(
    configSchemaOf(definition ?? {}),
    { useDefaults: true, allIssues: true },
  );
  Object.defineProperty(blockClass, CONFIG_CHECK, { value: check });
  return check;
}
