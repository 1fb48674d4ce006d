export { hashDefinition } from './codecs/pipeline-codec.js';
export { checkIntegrity, type DanglingRow, type Integrity } from './database/check-integrity.js';
export { ExecutionStore, type ExecutionFilter } from './executions/execution-store.js';
export {
  acquireInstanceLock,
  readInstanceInfo,
  type InstanceInfo,
  type InstanceLock,
} from './instance-lock/acquire-instance-lock.js';
export type { Removed } from './jobs/delete-jobs.js';
export type { JobFilter } from './jobs/find-jobs.js';
export { SqlJobStore } from './jobs/sql-job-store.js';
export { Maintenance } from './maintenance/maintenance.js';
export { sweepBackups } from './maintenance/remove-unfinished.js';
export type { BackupMade, DatabaseSizes, RowCounts } from './maintenance/sqlite-tasks.js';
export { MetaStore } from './meta/meta-store.js';
export {
  ModelStore,
  type ModelChange,
  type NewModel,
  type SealedKey,
  type SealKey,
} from './models/model-store.js';
export type { Totals } from './metrics/read-totals.js';
export { openStorage, type Storage, type StorageOptions } from './open-storage.js';
export type { Page, PageRequest } from './paging/page.js';
export { PipelineStore } from './pipelines/pipeline-store.js';
export type { BulkResult, BulkScope } from './records/bulk-change.js';
export type { ExportRow } from './records/export-pages.js';
export type { RecordRequest } from './records/find-records.js';
export type { ColumnFilter, RecordFilter } from './records/record-filter.js';
export { RecordStore, type RecordPage } from './records/record-store.js';
export type { UndoResult } from './records/undo-action.js';
export type { RecordUpdate } from './records/update-record.js';
export {
  ReportStore,
  type EndedExecution,
  type ReportPage,
  type StepCost,
} from './reports/report-store.js';
export { SessionStore, type StoredSession } from './sessions/session-store.js';
