import { describeJobStoreContract } from '@datagenflow/contracts/testing';
import { describeBulkChanges } from './describe-bulk-changes.js';
import { describeFencing } from './describe-fencing.js';
import { describeJobs } from './describe-jobs.js';
import { describeMaintenance } from './describe-maintenance.js';
import { describeModels } from './describe-models.js';
import { describePatches } from './describe-patches.js';
import { describePipelines } from './describe-pipelines.js';
import { describeRecordQueries } from './describe-record-queries.js';
import { describeRecords } from './describe-records.js';
import { describeSessions } from './describe-sessions.js';
import { describeTotals } from './describe-totals.js';
import { describeTraces } from './describe-traces.js';
import { definition } from './samples.js';
import type { CreateSubject } from './subject.js';

/** What every kind of database has to do. */
export function describeStorage(name: string, create: CreateSubject): void {
  describeJobStoreContract(name, jobStoreOf(create));
  describePipelines(create);
  describeJobs(create);
  describeFencing(create);
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

/** The store of jobs alone, with a pipeline to run. */
export function jobStoreOf(create: CreateSubject) {
  return async () => {
    const { storage, dispose } = await create();
    const { id } = await storage.pipelines.create(definition());
    return { store: storage.jobs, pipelineId: id, dispose };
  };
}
