import { describeJobStoreContract } from '@datagenflow/contracts/testing';
import { systemClock } from '../execution/system-clock.js';
import { MemoryJobStore } from './memory-job-store.js';

describeJobStoreContract('MemoryJobStore', async () => ({
  store: new MemoryJobStore(systemClock),
  pipelineId: 1,
  dispose: async () => {},
}));
