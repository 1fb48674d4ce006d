import type { BlockExample } from './block-example.js';
import { coherenceScore } from './examples/coherence-score.js';
import { diversityScore } from './examples/diversity-score.js';
import { duplicateRemover } from './examples/duplicate-remover.js';
import { fieldMapper } from './examples/field-mapper.js';
import { filter } from './examples/filter.js';
import { jsonValidatorBlock } from './examples/json-validator-block.js';
import { judge } from './examples/judge.js';
import { langfuseDatasetBlock } from './examples/langfuse-dataset-block.js';
import { markdownMultiplierBlock } from './examples/markdown-multiplier-block.js';
import { nearDuplicate } from './examples/near-duplicate.js';
import { ragasMetrics } from './examples/ragas-metrics.js';
import { rougeScore } from './examples/rouge-score.js';
import { sampler } from './examples/sampler.js';
import { semanticInfiller } from './examples/semantic-infiller.js';
import { sqlValidator } from './examples/sql-validator.js';
import { structureSampler } from './examples/structure-sampler.js';
import { structuredGenerator } from './examples/structured-generator.js';
import { textGenerator } from './examples/text-generator.js';
import { validatorBlock } from './examples/validator-block.js';

/** One example for each built-in block, by type. */
export const blockExamples: Readonly<Record<string, BlockExample>> = {
  CoherenceScore: coherenceScore,
  DiversityScore: diversityScore,
  DuplicateRemover: duplicateRemover,
  FieldMapper: fieldMapper,
  Filter: filter,
  JSONValidatorBlock: jsonValidatorBlock,
  Judge: judge,
  LangfuseDatasetBlock: langfuseDatasetBlock,
  MarkdownMultiplierBlock: markdownMultiplierBlock,
  NearDuplicate: nearDuplicate,
  RagasMetrics: ragasMetrics,
  RougeScore: rougeScore,
  Sampler: sampler,
  SemanticInfiller: semanticInfiller,
  SqlValidator: sqlValidator,
  StructureSampler: structureSampler,
  StructuredGenerator: structuredGenerator,
  TextGenerator: textGenerator,
  ValidatorBlock: validatorBlock,
};
