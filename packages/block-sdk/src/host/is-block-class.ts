import { BLOCK_BRAND } from '../block/brand.js';

/** A block class as the host sees it. It may come from another copy of the SDK. */
export type BlockClass = abstract new (config?: never) => object;

/** Whether a value is a class that extends one of the SDK’s, in whichever copy and version. */
export function isBlockClass(value: unknown): value is BlockClass {
  return (
    typeof value === 'function' &&
    !Object.hasOwn(value, BLOCK_BRAND) &&
    typeof (value as { [BLOCK_BRAND]?: unknown })[BLOCK_BRAND] === 'number'
  );
}
