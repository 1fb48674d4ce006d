import { join } from 'node:path';

/** Where blocks of whoever works in a clone lie; missing where there are none. */
export const customBlocksDir: string = join(import.meta.dirname, 'custom');
