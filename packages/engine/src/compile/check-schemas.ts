import { findConfigSchemas } from '@datagenflow/block-sdk/host';
import type { JsonObject, Problem } from '@datagenflow/contracts';
import type { RegisteredBlock } from '@datagenflow/registry';
import type { SchemaCompiler } from '@datagenflow/schemas';
import { problemOf, type StepPlace } from './problem-of.js';

/** Compiles the JSON Schemas of a config: the objects at places whose schema carries that hint. */
export function checkSchemas(
  place: StepPlace,
  config: JsonObject,
  block: RegisteredBlock,
  schemas: SchemaCompiler,
  problems: Problem[],
): void {
  for (const { path, schema } of findConfigSchemas(block.info.config_schema, config, '/config')) {
    try {
      schemas.compile(schema);
    } catch (error) {
      problems.push(problemOf(place, path, error, 'schema_failed'));
    }
  }
}
