import { describe } from 'vitest';
import { describeStorage } from './testing/describe-storage.js';
import { openSubject } from './testing/subject.js';

describe('SQLite in memory', () => {
  describeStorage('SQLite in memory', () => openSubject({ path: ':memory:' }));
});
