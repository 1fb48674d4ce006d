import { describeJobStoreContract } from '@datagenflow/contracts/testing';
import { afterAll, beforeAll, describe } from 'vitest';
import { describeBulkChanges } from './testing/describe-bulk-changes.js';
import { describeCrashes } from './testing/describe-crashes.js';
import { describeJobs } from './testing/describe-jobs.js';
import { describeMaintenance } from './testing/describe-maintenance.js';
import { describeModels } from './testing/describe-models.js';
import { describePatches } from './testing/describe-patches.js';
import { describePipelines } from './testing/describe-pipelines.js';
import { describeRecordQueries } from './testing/describe-record-queries.js';
import { describeRecords } from './testing/describe-records.js';
import { describeSessions } from './testing/describe-sessions.js';
import { describeTotals } from './testing/describe-totals.js';
import { describeTraces } from './testing/describe-traces.js';
import { makeTestDirectory } from './testing/test-directory.js';
import { definition } from './testing/samples.js';
import { openSubject, type CreateSubject } from './testing/subject.js';
import { startTestPostgres, type TestPostgres } from './testing/test-postgres.js';

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

describe('PostgreSQL', () => {
  let postgres: TestPostgres;
  beforeAll(async () => {
    postgres = await startTestPostgres();
  });
  afterAll(() => postgres[Symbol.asyncDispose]());

  const create = async () => openSubject({ url: await postgres.createDatabase() });
  describeStorage('PostgreSQL', create);
  describeCrashes(create);
});

function describeStorage(name: string, create: CreateSubject): void {
  describeJobStoreContract(name, jobStoreOf(create));
  describePipelines(create);
  describeJobs(create);
  describeRecords(create);
  describeRecordQueries(create);
  describeBulkChanges(create);
  describePatches(create);
  describeTraces(create);
  describeModels(create);
  describeMaintenance(create);
  describeSessions(create);
  describeTotals(create);
}

function jobStoreOf(create: CreateSubject) {
  return async () => {
    const { storage, dispose } = await create();
    const { id } = await storage.pipelines.create(definition());
    return { store: storage.jobs, pipelineId: id, dispose };
  };
}
