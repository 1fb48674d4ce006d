import type { JobStore } from '../../ports/job-store.js';

/** A store under test. */
export interface JobStoreSubject {
  store: JobStore;
  /** A pipeline that jobs may belong to. */
  pipelineId: number;
  dispose(): Promise<void>;
}

export type CreateSubject = () => Promise<JobStoreSubject>;

/** The body of a test that gets a store of its own. */
export function withStore(
  create: CreateSubject,
  body: (store: JobStore, pipelineId: number) => Promise<void>,
): () => Promise<void> {
  return async () => {
    const subject = await create();
    try {
      await body(subject.store, subject.pipelineId);
    } finally {
      await subject.dispose();
    }
  };
}
