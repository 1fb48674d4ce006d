import type { JobStore } from '@datagenflow/contracts';

/** What a wrapped store does before each of its methods. Throwing is a failure of the store. */
export type Before = (method: keyof JobStore, args: readonly unknown[]) => Promise<void> | void;

/** A store that does something before every call. */
export function wrapStore(store: JobStore, before: Before): JobStore {
  const wrap =
    <A extends unknown[], R>(method: keyof JobStore, call: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      await before(method, args);
      return call.apply(store, args);
    };
  return {
    createJob: wrap('createJob', store.createJob),
    getJob: wrap('getJob', store.getJob),
    listJobs: wrap('listJobs', store.listJobs),
    beginJob: wrap('beginJob', store.beginJob),
    moveJob: wrap('moveJob', store.moveJob),
    retryFailed: wrap('retryFailed', store.retryFailed),
    updateJob: wrap('updateJob', store.updateJob),
    importSeeds: wrap('importSeeds', store.importSeeds),
    claimExecutions: wrap('claimExecutions', store.claimExecutions),
    listKills: wrap('listKills', store.listKills),
    releaseExecutions: wrap('releaseExecutions', store.releaseExecutions),
    releaseAbandoned: wrap('releaseAbandoned', store.releaseAbandoned),
    commit: wrap('commit', store.commit),
    readMemo: wrap('readMemo', store.readMemo),
    reuseMemo: wrap('reuseMemo', store.reuseMemo),
    reuseCall: wrap('reuseCall', store.reuseCall),
    readSeeds: (jobId) => store.readSeeds(jobId),
    countExecutions: wrap('countExecutions', store.countExecutions),
    readRecords: (jobId, range) => store.readRecords(jobId, range),
    patchRecords: wrap('patchRecords', store.patchRecords),
    findCall: wrap('findCall', store.findCall),
    findPlace: wrap('findPlace', store.findPlace),
    countRecords: wrap('countRecords', store.countRecords),
    countOpen: wrap('countOpen', store.countOpen),
    repeatSeeds: wrap('repeatSeeds', store.repeatSeeds),
    dropSurplus: wrap('dropSurplus', store.dropSurplus),
    failureReasons: wrap('failureReasons', store.failureReasons),
  };
}
