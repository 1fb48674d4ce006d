import { ConfigError, type PipelineSaved, type TemplateFile } from '@datagenflow/contracts';
import { describeProblem, parseTemplate, writeYaml } from '@datagenflow/registry';
import type { Runtime } from '../runtime.js';
import { createPipeline } from './save-pipeline.js';

/** A pipeline as a template file that can be imported anywhere. @throws NotFoundError */
export async function exportPipeline({ storage }: Runtime, id: number): Promise<string> {
  const { definition } = await storage.pipelines.get(id);
  const { name, description, blocks, constraints } = definition;
  const template: TemplateFile = {
    name,
    ...(description === undefined ? {} : { description }),
    blocks,
    ...(constraints === undefined ? {} : { constraints }),
  };
  return writeYaml({ ...template });
}

/**
 * Stores a template in YAML or JSON as a pipeline, without its example seeds.
 * @throws ConfigError `import_invalid` (422); `detail.problems` name lines and columns
 */
export async function importPipeline(runtime: Runtime, text: string): Promise<PipelineSaved> {
  const { template, problems } = parseTemplate(text, {
    fileName: 'import.yaml',
    schemas: runtime.schemas,
  });
  if (template === undefined) {
    const lines = problems.map((problem) => describeProblem(problem));
    throw new ConfigError(lines.join('\n'), { code: 'import_invalid', detail: { problems } });
  }
  const { example_seed: _, ...definition } = template;
  return createPipeline(runtime, definition);
}
