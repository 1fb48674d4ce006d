export { setBlockType } from '../block/block-type.js';
export { SDK_MAJOR } from '../block/brand.js';
export {
  findConfigPrompts,
  findConfigSchemas,
  type ConfigPrompt,
  type ConfigSchema,
} from '../config/config-hints.js';
export { findNonJson, type NonJson } from '../context/find-non-json.js';
export { blockInfo, type BlockOrigin } from './block-info.js';
export type { BlockPass } from './block-pass.js';
export type { BlockPorts, Memo } from './block-ports.js';
export { checkBranches, checkOutput, type DeclaredOutput } from './check-output.js';
export { createBlockContext } from './create-block-context.js';
export { createJobContext } from './create-job-context.js';
export { deriveRandom } from './derive-random.js';
export { describeBlock } from './describe-block.js';
export type { FinishInput } from './finish-input.js';
export type { FinishPass, FinishPorts } from './finish-pass.js';
export { checkJson, freezeJson } from './freeze-json.js';
export { createInstanceCache, type InstanceCache } from './instance-cache.js';
export { instantiate, type BlockInstance } from './instantiate.js';
export { isBlockClass, type BlockClass } from './is-block-class.js';
export { orAborted } from './or-aborted.js';
export { readDefinition, type CompleteDefinition } from './read-definition.js';
export { runFinish } from './run-finish.js';
export { runStep } from './run-step.js';
export type { StepInput } from './step-input.js';
export type { StepResult } from './step-result.js';
