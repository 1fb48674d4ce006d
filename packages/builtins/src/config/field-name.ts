import { fieldRef, Type } from '@datagenflow/block-sdk';

/** A config key that names a field of the state, or a path into one such as `generated.title`. */
export function fieldName(defaultName: string, description: string) {
  return Type.String(fieldRef({ default: defaultName, minLength: 1, description }));
}
