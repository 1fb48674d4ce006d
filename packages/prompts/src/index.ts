export { compileCondition, evaluateCondition } from './compile-condition.js';
export {
  compilePrompt,
  type CompiledPrompt,
  type CompileOptions,
  type PromptState,
} from './compile-prompt.js';
export type { PromptHelperInfo } from './helpers/prompt-helper.js';
export { promptBlocks, promptHelpers } from './helpers/prompt-helpers.js';
export { PromptError, type PromptErrorCode } from './prompt-error.js';
export type { PromptFields } from './prompt-fields.js';
export { promptLimits } from './prompt-limits.js';
