import { describe, inject } from 'vitest';
import { describeCrashes } from './testing/describe-crashes.js';
import { describeStorage } from './testing/describe-storage.js';
import { openSubject } from './testing/subject.js';
import { createTestDatabase } from './testing/test-postgres.js';

describe('PostgreSQL', () => {
  const create = async () => openSubject({ url: await createTestDatabase(inject('postgresPort')) });
  describeStorage('PostgreSQL', create);
  describeCrashes(create);
});
