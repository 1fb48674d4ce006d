import { TemplateFile, type Json } from '@datagenflow/contracts';
import type { SchemaCompiler } from '@datagenflow/schemas';
import type { FileProblem } from '../yaml/file-problem.js';
import { parseYamlFile } from '../yaml/parse-yaml-file.js';

/** A template in YAML or JSON, and the id its file name gives it. */
export interface ParsedTemplate {
  id: string;
  /** Undefined when there are problems. */
  template: TemplateFile | undefined;
  problems: FileProblem[];
}

/** Reads a template file. Seeds without `repetitions` run once. Throws nothing for any text. */
export function parseTemplate(
  text: string,
  { fileName, schemas }: { fileName: string; schemas?: SchemaCompiler },
): ParsedTemplate {
  const { value, problems } = parseYamlFile<TemplateFile>(text, TemplateFile, {
    schemas,
    prepare: fillRepetitions,
  });
  return { id: templateIdOf(fileName), template: value, problems };
}

/** The file’s name without its directories and its ending. */
export function templateIdOf(fileName: string): string {
  const name = fileName.split(/[\\/]/).at(-1) ?? fileName;
  return name.replace(/\.(?:ya?ml|json)$/i, '');
}

function fillRepetitions(file: Json): Json {
  if (typeof file !== 'object' || file === null || Array.isArray(file)) return file;
  const seeds = file['example_seed'];
  if (!Array.isArray(seeds)) return file;
  const isObject = (seed: Json) =>
    typeof seed === 'object' && seed !== null && !Array.isArray(seed);
  return {
    ...file,
    example_seed: seeds.map((seed) =>
      isObject(seed) ? { repetitions: 1, ...(seed as object) } : seed,
    ),
  };
}
