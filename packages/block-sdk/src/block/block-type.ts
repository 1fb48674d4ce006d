import type { BlockDefinition } from './block-definition.js';

const BLOCK_TYPE: unique symbol = Symbol.for('datagenflow.block.type');

/** Sets the type of a class: the name it is exported under. */
export function setBlockType(blockClass: object, type: string): void {
  Object.defineProperty(blockClass, BLOCK_TYPE, { value: type, configurable: true });
}

/** The type of a class: as set by a loader, else as defined, else its name. May be empty. */
export function blockTypeOf(blockClass: object): string {
  const { definition } = blockClass as { definition?: Partial<BlockDefinition> };
  return ownText(blockClass, BLOCK_TYPE) || definition?.type || ownText(blockClass, 'name');
}

/** What to call a class in messages and tests: its type, or its name for people. */
export function blockLabel(blockClass: object): string {
  const { definition } = blockClass as { definition?: Partial<BlockDefinition> };
  return blockTypeOf(blockClass) || definition?.name || 'block';
}

function ownText(owner: object, key: PropertyKey): string {
  const value: unknown = Object.getOwnPropertyDescriptor(owner, key)?.value;
  return typeof value === 'string' ? value : '';
}
