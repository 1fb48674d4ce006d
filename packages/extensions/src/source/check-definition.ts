import { BaseBlock, type BlockDefinition } from '@datagenflow/block-sdk';
import { readDefinition, setBlockType } from '@datagenflow/block-sdk/host';
import { DataGenFlowError } from '@datagenflow/contracts';
import { nearestNames } from '@datagenflow/schemas';
import type { Class } from 'oxc-parser';
import type { FoundClass } from './find-block-classes.js';
import { propertiesOf, readLiteral } from './read-literal.js';
import type { SourceBlock } from './read-block-source.js';

/** Stand-ins for what a definition has to have but only running it would tell. */
const UNKNOWN = { name: '?', description: '?', inputs: [], outputs: [] } as const;

const KEYS: readonly (keyof BlockDefinition)[] = [
  'type',
  'name',
  'description',
  'category',
  'inputs',
  'outputs',
  'outputs_from',
  'config',
  'dependencies',
  'is_multiplier',
  'scope',
  'version',
];

/** A definition that was read, and what is wrong with it first. */
export interface CheckedDefinition {
  block: SourceBlock;
  problem: { message: string; offset: number } | undefined;
}

/**
 * Checks what a source says of a block by the rules that loading it follows. Its config is left out:
 * a schema has to be run.
 */
export function checkDefinition(found: FoundClass): CheckedDefinition {
  const { type, definition, constants } = found;
  const properties = definition === undefined ? [] : propertiesOf(definition);
  const values: Record<string, unknown> = {};
  for (const { key, value } of properties) {
    if (key === 'config' || key === 'outputs_from') continue;
    const literal = readLiteral(value, constants);
    values[key] = literal === undefined ? UNKNOWN[key as keyof typeof UNKNOWN] : literal;
  }
  const hasAll = definition !== undefined && properties.length === definition.properties.length;
  const complete = hasAll ? values : { ...UNKNOWN, ...values };
  const message = misspelt(properties) ?? refusal(found, complete);
  const key = /definition\.(\w+)|'(\w+)' is no key/.exec(message ?? '');
  const place = properties.find((property) => property.key === (key?.[1] ?? key?.[2]));
  const offset = place?.offset ?? definition?.start ?? found.class.start;
  return {
    block: {
      type,
      category: typeof values['category'] === 'string' ? values['category'] : 'general',
      dependencies: Array.isArray(values['dependencies']) ? values['dependencies'] : [],
    },
    problem: message === undefined ? undefined : { message, offset },
  };
}

function misspelt(properties: readonly { key: string }[]): string | undefined {
  for (const { key } of properties) {
    const [nearest] = KEYS.some((known) => known === key) ? [] : nearestNames(key, KEYS);
    if (nearest !== undefined) {
      return `'${key}' is no key of a definition. Did you mean ${nearest}?`;
    }
  }
  return undefined;
}

/** The message that loading a class of this definition and these methods would fail with. */
function refusal(
  { type, isDefined, class: source }: FoundClass,
  definition: object,
): string | undefined {
  abstract class Stated extends BaseBlock {}
  setBlockType(Stated, type);
  Object.defineProperty(Stated, 'definition', { value: isDefined ? definition : undefined });
  for (const name of methodsOf(source)) {
    Object.defineProperty(Stated.prototype, name, { value: () => undefined });
  }
  try {
    readDefinition(Stated);
    return undefined;
  } catch (error) {
    if (error instanceof DataGenFlowError) return error.message;
    throw error;
  }
}

function methodsOf({ body }: Class): string[] {
  return body.body.flatMap((element) =>
    element.type === 'MethodDefinition' && element.key.type === 'Identifier'
      ? [element.key.name]
      : [],
  );
}
