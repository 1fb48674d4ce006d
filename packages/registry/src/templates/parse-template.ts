import { TemplateFile, type Json } from '@datagenflow/contracts';
import { createSchemaCompiler, formatIssues, type SchemaCompiler } from '@datagenflow/schemas';
import type { FileProblem } from '../yaml/file-problem.js';
import { readYaml } from '../yaml/read-yaml.js';

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
  { fileName, schemas = createSchemaCompiler() }: { fileName: string; schemas?: SchemaCompiler },
): ParsedTemplate {
  const id = templateIdOf(fileName);
  const read = readYaml(text);
  if (read.document === undefined) return { id, template: undefined, problems: [read.problem] };
  const { value, locate } = read.document;
  const compiled = schemas.compile<TemplateFile>(TemplateFile, { allIssues: true });
  const checked = compiled.check(fillRepetitions(value));
  if (checked.ok) return { id, template: checked.value, problems: [] };
  const problems = checked.issues.map((issue): FileProblem => {
    const message = issue.path === '' ? `The file ${issue.message}` : formatIssues([issue]);
    return { code: 'schema', message, path: issue.path, ...locate(issue.path) };
  });
  problems.sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
  return { id, template: undefined, problems };
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
