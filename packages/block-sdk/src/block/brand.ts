/** Marks block classes across copies of this SDK. Its value is the SDK’s major version. */
export const BLOCK_BRAND: unique symbol = Symbol.for('datagenflow.block');

/** Major version of this SDK. Blocks of another are refused. */
export const SDK_MAJOR = 1;
