import { describeJobStoreContract } from '@datagenflow/contracts/testing';
import { describe } from 'vitest';
import { describeCrashes } from './testing/describe-crashes.js';
import { describeStorage, jobStoreOf } from './testing/describe-storage.js';
import { openSubject } from './testing/subject.js';
import { makeTestDirectory } from './testing/test-directory.js';

describe('SQLite', () => {
  const create = async () => {
    const directory = await makeTestDirectory();
    return openSubject({ path: directory.file('test.db') }, () => directory[Symbol.asyncDispose]());
  };
  describeStorage('SQLite', create);
  describeCrashes(create);
});

describe('SQLite that commits in a thread', () => {
  const create = async () => {
    const directory = await makeTestDirectory();
    const options = { path: directory.file('test.db'), commitsHere: 0 };
    return openSubject(options, () => directory[Symbol.asyncDispose]());
  };
  describeJobStoreContract('SQLite that commits in a thread', jobStoreOf(create));
  describeCrashes(create);
});

describe('SQLite in memory', () => {
  describeStorage('SQLite in memory', () => openSubject({ path: ':memory:' }));
});
