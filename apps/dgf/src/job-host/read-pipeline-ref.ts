import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { ValidationError } from '@datagenflow/contracts';
import { parseTemplate } from '@datagenflow/registry';
import type { PipelineRef } from './job-host.js';

/**
 * What PIPELINE stands for: the id of a stored pipeline, a YAML or JSON file, or a template’s id.
 * @throws ValidationError with every problem of the file
 */
export async function readPipelineRef(text: string, cwd: string): Promise<PipelineRef> {
  if (/^[1-9]\d{0,15}$/.test(text)) return { kind: 'id', id: Number(text) };
  const path = resolve(cwd, text);
  const isFile = /\.(ya?ml|json)$/i.test(text);
  if (!isFile) return { kind: 'template', id: text };
  if (!existsSync(path)) {
    throw new ValidationError(`There is no file ${text}.`, { code: 'file_not_found' });
  }
  const { template, problems } = parseTemplate(await readFile(path, 'utf8'), {
    fileName: basename(path),
  });
  if (template === undefined) {
    const lines = problems.map(({ message }) => message).join('\n');
    throw new ValidationError(`${text} is no pipeline:\n${lines}`, {
      code: 'template_invalid',
      detail: { problems },
    });
  }
  const { example_seed: _, ...definition } = template;
  return { kind: 'definition', definition };
}
