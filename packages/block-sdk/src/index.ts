export {
  BlockExecutionError,
  BlockNotFoundError,
  ConfigError,
  ConstraintExceededError,
  DataGenFlowError,
  DependencyError,
  ValidationError,
  type ChatMessage,
  type ChatRequest,
  type ChatResult,
  type Constraints,
  type GenerateRequest,
  type GenerateResult,
  type Json,
  type JsonObject,
  type Usage,
} from '@datagenflow/contracts';
export { PromptError } from '@datagenflow/prompts';
export { Type, type Static, type TObject, type TSchema } from '@datagenflow/contracts/typebox';
export {
  BaseBlock,
  type BlockOf,
  type BlockStatics,
  type DefinedClass,
} from './block/base-block.js';
export { defineBlock, type BlockDefinition, type KnownCategory } from './block/block-definition.js';
export { block, type ClassOf, type FinishedClass, type Undeclared } from './block/block.js';
export type { ConfiguredBlock } from './block/configured-block.js';
export type {
  ConfigInput,
  ConfigOf,
  FieldsOf,
  IsOpen,
  OutputOf,
} from './block/definition-types.js';
export { JobBlock } from './block/job-block.js';
export type { JobRecord, RecordPatch } from './block/job-record.js';
export { fieldRef, jsonOrPrompt, jsonSchema, modelRef, prompt } from './config/hints.js';
export type { BlockContext, RenderedJson } from './context/block-context.js';
export type { BlockRandom } from './context/block-random.js';
export type { BlockLog, BlockModels, GenerateAnswer, JobContext } from './context/job-context.js';
