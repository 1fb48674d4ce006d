import type { BlockPorts } from '../host/block-ports.js';

/** Models as tests give them: answers from a script, a fixture, or a real client. */
export type TestModels = Pick<BlockPorts, 'chat' | 'generate' | 'embed'>;
