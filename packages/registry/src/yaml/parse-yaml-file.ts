import type { Json } from '@datagenflow/contracts';
import { createSchemaCompiler, formatIssues, type SchemaCompiler } from '@datagenflow/schemas';
import type { FileProblem } from './file-problem.js';
import { readYaml } from './read-yaml.js';

/** A file read: its value when there are no problems. */
export interface ParsedFile<T> {
  value: T | undefined;
  problems: FileProblem[];
}

/** Reads YAML or JSON and checks it against a schema. Throws nothing for any text. */
export function parseYamlFile<T>(
  text: string,
  schema: object,
  options: { schemas?: SchemaCompiler | undefined; prepare?: (value: Json) => Json } = {},
): ParsedFile<T> {
  const read = readYaml(text);
  if (read.document === undefined) return { value: undefined, problems: [read.problem] };
  const { value, locate } = read.document;
  const schemas = options.schemas ?? createSchemaCompiler();
  const compiled = schemas.compile<T>(schema, { allIssues: true });
  const checked = compiled.check(options.prepare?.(value) ?? value);
  if (checked.ok) return { value: checked.value, problems: [] };
  const problems = checked.issues.map((issue): FileProblem => {
    const message = issue.path === '' ? `The file ${issue.message}` : formatIssues([issue]);
    return { code: 'schema', message, path: issue.path, ...locate(issue.path) };
  });
  problems.sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
  return { value: undefined, problems };
}
