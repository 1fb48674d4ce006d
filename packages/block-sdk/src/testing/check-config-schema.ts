import type { Json, JsonObject } from '@datagenflow/contracts';
import { compileSchema, formatIssues } from '@datagenflow/schemas';
import type { BlockProblem } from './block-report.js';

/** Checks that the schema has no unknown keywords, its defaults fit and its keys are described. */
export function checkConfigSchema(schema: JsonObject): BlockProblem[] {
  const problems: BlockProblem[] = [];
  try {
    compileSchema(schema, { strict: true, useDefaults: true });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return [{ rule: 'config_schema', severity: 'error', message }];
  }
  const properties = (schema['properties'] ?? {}) as Record<string, JsonObject>;
  for (const [key, property] of Object.entries(properties)) {
    const misfit = findMisfit(property);
    if (misfit !== undefined) {
      problems.push({
        rule: 'config_defaults',
        severity: 'error',
        message: `The default of '${key}' breaks its own schema: ${misfit}.`,
      });
    }
    if (typeof property['description'] !== 'string') {
      problems.push({
        rule: 'config_descriptions',
        severity: 'warning',
        message: `Config key '${key}' has no description. The form and the docs show it.`,
      });
    }
  }
  return problems;
}

function findMisfit(property: JsonObject): string | undefined {
  const fallback: Json | undefined = property['default'];
  if (fallback === undefined) return undefined;
  const checked = compileSchema(property).check(fallback);
  return checked.ok ? undefined : formatIssues(checked.issues);
}
