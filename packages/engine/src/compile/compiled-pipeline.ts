import type { CompiledPrompt } from '@datagenflow/prompts';
import type { RegisteredBlock } from '@datagenflow/registry';
import type {
  BlockDescription,
  JsonObject,
  Problem,
  SavedDefinition,
  StepRetry,
} from '@datagenflow/contracts';

/** A step, checked and ready to be opened. */
export interface CompiledStep {
  /** Place in the pipeline, counted from 0. */
  index: number;
  id: string;
  type: string;
  block: RegisteredBlock;
  /** With defaults applied. */
  config: JsonObject;
  description: BlockDescription;
  when: CompiledPrompt | undefined;
  /** From declared output to field. */
  renames: ReadonlyMap<string, string>;
  retry: StepRetry;
  /** Milliseconds of the block’s own running time. */
  timeoutMs: number;
}

/** A pipeline that can run. */
export interface CompiledPipeline {
  definition: SavedDefinition;
  steps: readonly CompiledStep[];
  fields: PipelineFields;
}

/** Which fields a pipeline asks for, and which are known where. */
export interface PipelineFields {
  /** Fields that every seed has to bring, with the first step that always needs each. */
  required: ReadonlyMap<string, CompiledStep>;
  /** Per step, compiled or not, the fields that earlier steps write; `*` stands for any. */
  before: readonly (readonly string[])[];
  /** The fields that all steps together write. */
  after: readonly string[];
}

/** What compiling gives: problems, and a pipeline when none of them is an error. */
export interface Compilation {
  problems: Problem[];
  /** Of the steps that compiled. */
  fields: PipelineFields;
  pipeline: CompiledPipeline | undefined;
}
