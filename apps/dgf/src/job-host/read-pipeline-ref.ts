import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { ValidationError } from '@datagenflow/contracts';
import { describeProblem, parseTemplate } from '@datagenflow/registry';
import { requireFile } from '../command/require-file.js';
import type { PipelineRef } from './job-host.js';

/**
 * What PIPELINE stands for: the id of a stored pipeline, a YAML or JSON file, or a template’s id.
 * @throws ValidationError `template_invalid` with every problem of the file, `file_not_found`
 */
export async function readPipelineRef(text: string, cwd: string): Promise<PipelineRef> {
  if (/^[1-9]\d{0,15}$/.test(text)) return { kind: 'id', id: Number(text) };
  const isFile = /\.(ya?ml|json)$/i.test(text);
  if (!isFile) return { kind: 'template', id: text };
  const path = requireFile(text, cwd);
  const { template, problems } = parseTemplate(await readFile(path, 'utf8'), {
    fileName: basename(path),
  });
  if (template === undefined) {
    const lines = problems.map((problem) => describeProblem(problem, text));
    throw new ValidationError(lines.join('\n'), {
      code: 'template_invalid',
      detail: { problems },
    });
  }
  const { example_seed: _, ...definition } = template;
  return { kind: 'definition', definition };
}
