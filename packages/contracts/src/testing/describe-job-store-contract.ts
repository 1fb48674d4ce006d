import { describe } from 'vitest';
import { describeCalls } from './job-store/calls.js';
import { describeClaims } from './job-store/claims.js';
import { describeFanOut } from './job-store/fan-out.js';
import { describeFinishing } from './job-store/finishing.js';
import { describeJobs } from './job-store/jobs.js';
import { describeOutcomes } from './job-store/outcomes.js';
import { describeRetries } from './job-store/retries.js';
import { describeReuse } from './job-store/reuse.js';
import type { CreateSubject } from './job-store/subject.js';

export type { JobStoreSubject } from './job-store/subject.js';

/**
 * What every {@link JobStore} promises. Run it once per implementation, in a vitest file.
 * @param create opens an empty store with one pipeline, for one test
 */
export function describeJobStoreContract(name: string, create: CreateSubject): void {
  describe(`job store contract: ${name}`, () => {
    describeJobs(create);
    describeClaims(create);
    describeOutcomes(create);
    describeFanOut(create);
    describeCalls(create);
    describeRetries(create);
    describeReuse(create);
    describeFinishing(create);
  });
}
