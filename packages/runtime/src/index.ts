export { openAccess, SESSION_MS, type Access, type Session } from './auth/access.js';
export type { Secret } from '@datagenflow/llm';
export { readToken, rotateToken, tokenFile } from './auth/access-token.js';
export { AttemptLimit, type AttemptRule } from './auth/attempt-limit.js';
export { describeBlock } from './blocks/describe-block.js';
export {
  installBlockDependencies,
  listDependencies,
  validateBlock,
} from './extensions/block-dependencies.js';
export { listExtensionTemplates } from './extensions/list-extension-templates.js';
export { readExtensionStatus } from './extensions/read-extension-status.js';
export { reloadExtensions } from './extensions/reload-extensions.js';
export type { Log, LogDetail, LogLevel } from './logs/log.js';
export { checkReadiness } from './check-readiness.js';
export { failPointOf } from './fail-points/fail-point-of.js';
export { readConfig, readEnvironment, type Environment, type RuntimeConfig } from './config.js';
export { createRuntime, type RuntimeOptions } from './create-runtime.js';
export { openDebug, type Debug } from './debug/open-debug.js';
export { examineRuntime, examineSetup } from './doctor/examine-setup.js';
export type { Finding } from './doctor/finding.js';
export { EventLog, type LoggedEvent } from './events/event-log.js';
export { checkQueue } from './jobs/check-queue.js';
export { continueJob } from './jobs/continue-job.js';
export { listExecutions } from './jobs/list-executions.js';
export { readReport } from './jobs/report/read-report.js';
export { deleteJob } from './jobs/delete-job.js';
export { readJob } from './jobs/read-job.js';
export { rerunJob } from './jobs/rerun-job.js';
export { startJob, type SeedUpload } from './jobs/start-job.js';
export { validateSeeds } from './jobs/validate-seeds.js';
export { listAvailableModels, testModel } from './models/ask-endpoint.js';
export { changeModel } from './models/change-model.js';
export { deleteModel } from './models/delete-model.js';
export { discoverModels, type LocalPlace } from './models/discover-models.js';
export { findModel } from './models/find-model.js';
export { forgetKeys } from './models/forget-keys.js';
export { listPresets } from './models/list-presets.js';
export { openModels, type ModelSetup } from './models/open-models.js';
export type { ModelSettings } from './models/read-model-settings.js';
export { saveModel, type SavedModel } from './models/save-model.js';
export { executeStored } from './pipelines/execute-stored.js';
export type { Executed, PipelineRun } from './pipelines/execute-pipeline.js';
export { duplicatePipeline } from './pipelines/duplicate-pipeline.js';
export { preview } from './pipelines/preview.js';
export type { PreviewRun } from './pipelines/preview-pipeline.js';
export { readPipeline } from './pipelines/read-pipeline.js';
export { readStateSchema } from './pipelines/read-state-schema.js';
export { createFromTemplate, createPipeline, updatePipeline } from './pipelines/save-pipeline.js';
export { setReviewLayout } from './pipelines/set-review-layout.js';
export { exportPipeline, importPipeline } from './pipelines/share-pipeline.js';
export { deletePipeline } from './pipelines/delete-pipeline.js';
export { validatePipeline, type PipelineReport } from './pipelines/validate-pipeline.js';
export { changeRecords } from './records/change-records.js';
export { deleteRecord, deleteRecords, type DeletedRecords } from './records/delete-records.js';
export { editRecord } from './records/edit-record.js';
export { exportLines, type ExportFilters } from './records/export-lines.js';
export {
  exportRecords,
  labelExport,
  type ExportLabel,
  type ExportOptions,
  type RecordExport,
} from './records/export-records.js';
export type { CsvMode } from './records/to-csv.js';
export type { Drained, Runner } from './runner/runner.js';
export { backUp } from './storage/back-up.js';
export type { DiskSpace } from './storage/disk-space.js';
export { measureStorage } from './storage/measure-storage.js';
export { pruneStorage } from './storage/prune-storage.js';
export type { Runtime } from './runtime.js';
export { runnerMemoryFlags } from './runner/fork-runner.js';
