import { describeBlock } from '@datagenflow/runtime';
import type { Handlers } from '../http/route-handler.js';

export const blockRoutes: Handlers<'listBlocks' | 'describeBlock'> = {
  listBlocks: ({ runtime }) => runtime.registry.list(),
  describeBlock: ({ runtime, params, body }) =>
    describeBlock(runtime, params.type, body.config ?? {}),
};
