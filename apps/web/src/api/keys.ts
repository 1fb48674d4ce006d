import type { Id } from '@datagenflow/contracts';

/** Names of what is cached; a shorter key also means all that begin with it. */
export const keys = {
  health: ['health'],
  blocks: ['blocks'],
  models: ['models'],
  templates: ['templates'],
  pipelines: ['pipelines'],
  jobs: ['jobs'],
  job: (id: Id) => ['jobs', id],
  records: (jobId: Id) => ['records', 'of-job', jobId],
  record: (id: Id) => ['records', id],
  recordChanges: (id: Id) => ['records', id, 'history'],
  review: ['review'],
  failures: (jobId: Id) => ['failures', jobId],
  extensions: ['extensions'],
  installLog: (blockType: string) => ['install-log', blockType],
  report: (jobId: Id) => ['report', jobId],
} as const;
