import { describeJobStoreContract } from '@datagenflow/contracts/testing';
import { describe } from 'vitest';
import { describeCrashes } from './testing/describe-crashes.js';
import { jobStoreOf } from './testing/describe-storage.js';
import { openSubject } from './testing/subject.js';
import { makeTestDirectory } from './testing/test-directory.js';

describe('SQLite that commits in a thread', () => {
  const create = async () => {
    const directory = await makeTestDirectory();
    const options = { path: directory.file('test.db'), commitsHere: 0 };
    return openSubject(options, () => directory[Symbol.asyncDispose]());
  };
  describeJobStoreContract('SQLite that commits in a thread', jobStoreOf(create));
  describeCrashes(create);
});
