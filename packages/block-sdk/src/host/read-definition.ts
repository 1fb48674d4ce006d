import { ConfigError, type BlockInfo } from '@datagenflow/contracts';
import type { BlockDefinition } from '../block/block-definition.js';
import { blockTypeOf } from '../block/block-type.js';
import { BLOCK_BRAND, SDK_MAJOR } from '../block/brand.js';
import { configSchemaOf } from '../config/config-schema.js';
import { isBlockClass } from './is-block-class.js';

/** A definition with its defaults filled in and its config as plain JSON Schema. */
export type CompleteDefinition = Omit<BlockInfo, 'source' | 'available' | 'error' | 'overrides'>;

/**
 * Reads what a block class says about itself. A class has to have a type, unless `fallbackType`
 * stands in for it.
 * @throws ConfigError with code `not_a_block`, `sdk_mismatch` or `definition_invalid`.
 */
export function readDefinition(blockClass: unknown, fallbackType = ''): CompleteDefinition {
  if (!isBlockClass(blockClass)) {
    throw new ConfigError('This is not a block: export a class that extends BaseBlock.', {
      code: 'not_a_block',
    });
  }
  const major = (blockClass as unknown as { [BLOCK_BRAND]: number })[BLOCK_BRAND];
  const type = blockTypeOf(blockClass) || fallbackType;
  if (major !== SDK_MAJOR) throw sdkMismatch(type, major);
  const { definition } = blockClass as { definition?: BlockDefinition };
  const problem = findProblem(blockClass, type, definition);
  if (definition === undefined || problem !== undefined) {
    throw new ConfigError(`Block '${type}': ${problem}`, {
      code: 'definition_invalid',
      detail: { block_type: type },
    });
  }
  return complete(type, definition);
}

function complete(type: string, definition: BlockDefinition): CompleteDefinition {
  return {
    type,
    name: definition.name,
    description: definition.description,
    category: definition.category ?? 'general',
    inputs: [...definition.inputs],
    outputs: [...definition.outputs],
    ...(definition.outputs_from !== undefined && { outputs_from: definition.outputs_from }),
    config_schema: configSchemaOf(definition),
    is_multiplier: definition.is_multiplier ?? false,
    scope: definition.scope ?? 'execution',
    dependencies: [...(definition.dependencies ?? [])],
    version: definition.version ?? '1',
  };
}

function sdkMismatch(type: string, major: number): ConfigError {
  return new ConfigError(
    `Block '${type}' was written for version ${major} of @datagenflow/block-sdk; this is version ` +
      `${SDK_MAJOR}. Install @datagenflow/block-sdk@${SDK_MAJOR} beside it and adapt it.`,
    { code: 'sdk_mismatch', detail: { block_type: type, found: major, wanted: SDK_MAJOR } },
  );
}

function findProblem(
  blockClass: { prototype: object },
  type: string,
  definition: Partial<BlockDefinition> | undefined,
): string | undefined {
  if (type === '') return 'it has no type. Export it under a name, or set definition.type.';
  if (typeof definition !== 'object' || definition === null) {
    return 'it has no definition. Add `static definition = defineBlock({ … })`.';
  }
  for (const key of ['name', 'description'] as const) {
    if (typeof definition[key] !== 'string' || definition[key] === '') {
      return `definition.${key} must be a text.`;
    }
  }
  for (const key of ['inputs', 'outputs'] as const) {
    if (!isTexts(definition[key])) return `definition.${key} must be an array of field names.`;
  }
  if (definition.dependencies !== undefined && !isTexts(definition.dependencies)) {
    return `definition.dependencies must be an array of npm requirements such as 'name@^1.0.0'.`;
  }
  for (const key of ['type', 'category', 'version', 'outputs_from'] as const) {
    if (definition[key] !== undefined && typeof definition[key] !== 'string') {
      return `definition.${key} must be a text.`;
    }
  }
  return findConfigProblem(definition) ?? findMethodProblem(blockClass, definition);
}

function findConfigProblem({ config, outputs_from }: Partial<BlockDefinition>) {
  if (config !== undefined && config?.type !== 'object') {
    return 'definition.config must be an object schema: Type.Object({ … }).';
  }
  if (outputs_from !== undefined && !Object.hasOwn(config?.properties ?? {}, outputs_from)) {
    return `definition.outputs_from names '${outputs_from}', which is no key of its config.`;
  }
  return undefined;
}

function findMethodProblem(blockClass: { prototype: object }, { scope }: Partial<BlockDefinition>) {
  if (scope !== undefined && scope !== 'execution' && scope !== 'job') {
    return `definition.scope must be 'execution' or 'job'.`;
  }
  const method = scope === 'job' ? 'finish' : 'execute';
  const has = typeof (blockClass.prototype as Record<string, unknown>)[method] === 'function';
  return has ? undefined : `it has no method '${method}'.`;
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'string' && item !== '');
}
