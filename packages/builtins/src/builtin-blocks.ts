import { block } from '@datagenflow/block-sdk';
import type { BlockClass } from '@datagenflow/block-sdk/host';
import { CoherenceScore } from './blocks/coherence-score.js';
import { DiversityScore } from './blocks/diversity-score.js';
import { DuplicateRemover } from './blocks/duplicate-remover.js';
import { FieldMapper } from './blocks/field-mapper.js';
import { Filter } from './blocks/filter.js';
import { JSONValidatorBlock } from './blocks/json-validator-block.js';
import { Judge } from './blocks/judge.js';
import { langfuseDatasetBlock } from './blocks/langfuse-dataset-block.js';
import { MarkdownMultiplierBlock } from './blocks/markdown-multiplier-block.js';
import { NearDuplicate } from './blocks/near-duplicate.js';
import { RagasMetrics } from './blocks/ragas-metrics.js';
import { RougeScore } from './blocks/rouge-score.js';
import { Sampler } from './blocks/sampler.js';
import { SemanticInfiller } from './blocks/semantic-infiller.js';
import { SqlValidator } from './blocks/sql-validator.js';
import { StructuredGenerator } from './blocks/structured-generator.js';
import { StructureSampler } from './blocks/structure-sampler.js';
import { TextGenerator } from './blocks/text-generator.js';
import { ValidatorBlock } from './blocks/validator-block.js';
import type { LangfuseClient } from './langfuse/langfuse-client.js';

/** A block that ships with DataGenFlow, and the type by which pipelines name it. */
export interface BuiltinBlock {
  readonly type: string;
  readonly Class: BlockClass;
}

/** Clients of other systems, configured; a block without its client says so. */
export interface BuiltinClients {
  langfuse?: LangfuseClient | undefined;
}

/** Every built-in block, by type. */
export function builtinBlocks({ langfuse }: BuiltinClients = {}): readonly BuiltinBlock[] {
  return [
    { type: 'CoherenceScore', Class: block(CoherenceScore) },
    { type: 'DiversityScore', Class: block(DiversityScore) },
    { type: 'DuplicateRemover', Class: block(DuplicateRemover) },
    { type: 'FieldMapper', Class: block(FieldMapper) },
    { type: 'Filter', Class: block(Filter) },
    { type: 'JSONValidatorBlock', Class: block(JSONValidatorBlock) },
    { type: 'Judge', Class: block(Judge) },
    { type: 'LangfuseDatasetBlock', Class: langfuseDatasetBlock(langfuse) },
    { type: 'MarkdownMultiplierBlock', Class: block(MarkdownMultiplierBlock) },
    { type: 'NearDuplicate', Class: block(NearDuplicate) },
    { type: 'RagasMetrics', Class: block(RagasMetrics) },
    { type: 'RougeScore', Class: block(RougeScore) },
    { type: 'Sampler', Class: block(Sampler) },
    { type: 'SemanticInfiller', Class: block(SemanticInfiller) },
    { type: 'SqlValidator', Class: block(SqlValidator) },
    { type: 'StructuredGenerator', Class: block(StructuredGenerator) },
    { type: 'StructureSampler', Class: block(StructureSampler) },
    { type: 'TextGenerator', Class: block(TextGenerator) },
    { type: 'ValidatorBlock', Class: block(ValidatorBlock) },
  ];
}
