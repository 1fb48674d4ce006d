import type { FailPoint, FailPointName, JobStore, JobWrite } from '@datagenflow/contracts';

/** What is passed before and after a commit. */
type Boundary = 'import' | 'claim' | 'patch' | 'move' | 'call' | 'memo' | 'fan_out' | 'outcome';

/** The same store; whoever commits through the answer passes the boundaries of what is committed. */
export function addFailPoints(store: JobStore, failPoint: FailPoint): JobStore {
  const pass = async (boundaries: Iterable<Boundary>, side: 'before' | 'after'): Promise<void> => {
    for (const boundary of boundaries) {
      const name: FailPointName = `${boundary}.${side}`;
      await failPoint(name);
    }
  };
  const guard =
    <A extends unknown[], R>(
      commit: (...args: A) => Promise<R>,
      boundariesOf: (...args: A) => Iterable<Boundary>,
    ) =>
    async (...args: A): Promise<R> => {
      const boundaries = boundariesOf(...args);
      await pass(boundaries, 'before');
      const answer = await commit.apply(store, args);
      await pass(boundaries, 'after');
      return answer;
    };
  const guarded: Partial<JobStore> = {
    importSeeds: guard(store.importSeeds, () => ['import']),
    claimExecutions: guard(store.claimExecutions, () => ['claim']),
    patchRecords: guard(store.patchRecords, () => ['patch']),
    beginJob: guard(store.beginJob, () => ['move']),
    moveJob: guard(store.moveJob, () => ['move']),
    commit: guard(store.commit, (_owner, writes) => new Set(writes.flatMap(boundaryOf))),
  };
  return new Proxy(store, {
    get: (target, name) => {
      if (Object.hasOwn(guarded, name)) return guarded[name as keyof JobStore];
      const member: unknown = Reflect.get(target, name);
      return typeof member === 'function' ? (member.bind(target) as unknown) : member;
    },
  });
}

function boundaryOf(write: JobWrite): Boundary[] {
  switch (write.kind) {
    case 'outcome':
      return [write.outcome.status === 'fanned_out' ? 'fan_out' : 'outcome'];
    case 'call':
    case 'memo':
      return [write.kind];
    case 'call_rejected':
    case 'last_step':
      return [];
  }
}
