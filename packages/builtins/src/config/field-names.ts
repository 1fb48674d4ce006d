import { jsonOrPrompt, Type, type BlockContext } from '@datagenflow/block-sdk';

const Names = Type.Array(Type.String({ minLength: 1 }), { maxItems: 1_000 });

/** A config key that lists names: as they are, or as a prompt that renders to a JSON list. */
export function fieldNames(description: string, defaults: string[] = []) {
  return jsonOrPrompt(Names, { default: defaults, description });
}

/**
 * The names that such a key gives; empty text is an empty list.
 * @throws ValidationError when a prompt renders to anything but a list of names.
 */
export function readNames(value: string | readonly string[], context: BlockContext): string[] {
  if (typeof value !== 'string') return [...value];
  return value.trim() === '' ? [] : context.renderJson(value, Names);
}
