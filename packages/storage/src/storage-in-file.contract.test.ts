import { describe } from 'vitest';
import { describeCrashes } from './testing/describe-crashes.js';
import { describeStorage } from './testing/describe-storage.js';
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
