import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Seed, TemplateFile } from '@datagenflow/contracts';
import { describeProblem, parseTemplate, type RegisteredTemplate } from '@datagenflow/registry';
import type { SchemaCompiler } from '@datagenflow/schemas';

const DIRECTORY = fileURLToPath(new URL('../templates/', import.meta.url));

/**
 * The templates that ship with DataGenFlow, each with its example seeds.
 * @throws Error when one of them is malformed, which is a bug of ours
 */
export async function loadBuiltinTemplates(schemas: SchemaCompiler): Promise<RegisteredTemplate[]> {
  const files = (await readdir(DIRECTORY)).filter((name) => name.endsWith('.yaml')).sort();
  const seedFiles = await readdir(join(DIRECTORY, 'seeds'));
  return Promise.all(files.map((name) => loadTemplate(name, seedFiles, schemas)));
}

async function loadTemplate(
  fileName: string,
  seedFiles: readonly string[],
  schemas: SchemaCompiler,
): Promise<RegisteredTemplate> {
  const text = await readFile(join(DIRECTORY, fileName), 'utf8');
  const { id, template, problems } = parseTemplate(text, { fileName, schemas });
  if (template === undefined) {
    const told = problems.map((problem) => describeProblem(problem, fileName)).join('\n');
    throw new Error(`A built-in template is malformed:\n${told}`);
  }
  const seedFile = seedFiles.find((name) => name.startsWith(`${id}.`));
  return { id, source: 'builtin', template: await withSeeds(template, seedFile) };
}

async function withSeeds(
  template: TemplateFile,
  seedFile: string | undefined,
): Promise<TemplateFile> {
  if (seedFile === undefined) return template;
  const text = await readFile(join(DIRECTORY, 'seeds', seedFile), 'utf8');
  const seeds =
    extname(seedFile) === '.md'
      ? [{ repetitions: 1, metadata: { file_content: text } }]
      : (JSON.parse(text) as Seed[]).map((seed) => ({
          ...seed,
          repetitions: seed.repetitions ?? 1,
        }));
  return { ...template, example_seed: seeds };
}
