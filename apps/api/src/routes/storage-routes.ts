import { backUp, measureStorage, pruneStorage } from '@datagenflow/runtime';
import type { Handlers } from '../http/route-handler.js';

export const storageRoutes: Handlers<'getStorage' | 'pruneStorage' | 'backUp'> = {
  getStorage: ({ runtime }) => measureStorage(runtime),
  pruneStorage: ({ runtime, body, signal }) => pruneStorage(runtime, body, signal),
  backUp: ({ runtime, body }) => backUp(runtime, body),
};
