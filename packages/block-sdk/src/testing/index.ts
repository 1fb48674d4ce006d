export type { BlockProblem, BlockReport } from './block-report.js';
export { checkBlock, type CheckBlockOptions } from './check-block.js';
export { createContext, type TestContextOptions } from './create-context.js';
export {
  recordLlm,
  replayLlm,
  type LlmFixture,
  type RecordedCall,
  type RecordingLlm,
} from './llm-fixture.js';
export { runBlock, type BlockRun, type RunBlockOptions } from './run-block.js';
export { runJobBlock, type JobBlockRun, type RunJobBlockOptions } from './run-job-block.js';
export {
  scriptedLlm,
  type ScriptedAnswer,
  type ScriptedLlm,
  type ScriptedRequest,
} from './scripted-llm.js';
export { TestError } from './test-error.js';
export type { TestModels } from './test-models.js';
