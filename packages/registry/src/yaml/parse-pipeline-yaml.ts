import { PipelineDefinition } from '@datagenflow/contracts';
import type { SchemaCompiler } from '@datagenflow/schemas';
import type { FileProblem } from './file-problem.js';
import { parseYamlFile } from './parse-yaml-file.js';

/** A pipeline in YAML or JSON, step ids and layout included; undefined when there are problems. */
export function parsePipelineYaml(
  text: string,
  options: { schemas?: SchemaCompiler } = {},
): { pipeline: PipelineDefinition | undefined; problems: FileProblem[] } {
  const { value, problems } = parseYamlFile<PipelineDefinition>(text, PipelineDefinition, options);
  return { pipeline: value, problems };
}
