export { nullCallStore, type CallStore } from './calls/call-store.js';
export { hashJson } from './calls/request-hash.js';
export { assignStepIds } from './compile/assign-step-ids.js';
export { checkSeeds, type NumberedSeed } from './compile/check-seeds.js';
export { compilePipeline, type CompileOptions } from './compile/compile-pipeline.js';
export { pipelineInvalid } from './compile/pipeline-invalid.js';
export { skippedSteps } from './compile/job-wide-steps.js';
export type {
  Compilation,
  CompiledPipeline,
  CompiledStep,
  PipelineFields,
} from './compile/compiled-pipeline.js';
export { OpenPipeline } from './execution/open-pipeline.js';
export type { ExecutionObserver } from './execution/execution-observer.js';
export type { MemoStore, RunEnvironment } from './execution/run-environment.js';
export type { ExecutionEnd, ExecutionRun } from './execution/execution-run.js';
export type { StepRun } from './execution/run-step.js';
export { runExecution, type ExecutionStart } from './execution/run-execution.js';
export { runTree, type Leaf } from './execution/run-tree.js';
export { jobOf } from './job/job-of.js';
export { JobRunner } from './job/job-runner.js';
export type { Reserve, RunnerOptions, SeedReader } from './job/runner-options.js';
export { parseJson } from './seeds/parse-json.js';
export { parseSeeds, type ParsedSeeds, type ParseOptions } from './seeds/parse-seeds.js';
export {
  readSeeds,
  type FileBatch,
  type SeedBatch,
  type SeedOptions,
  type SeedProblem,
} from './seeds/read-seeds.js';
export { SeedIntake, type IntakeOptions } from './seeds/seed-intake.js';
export type { SeedChunks } from './seeds/seed-row.js';
export { seedFormatOf, type SeedFormat } from './seeds/seed-format.js';
export { MemoryJobStore } from './memory/memory-job-store.js';
