import {
  BaseBlock,
  jsonOrPrompt,
  jsonSchema,
  Type,
  ValidationError,
  type BlockContext,
  type Json,
  type JsonObject,
} from '@datagenflow/block-sdk';
import { createSchemaCompiler } from '@datagenflow/schemas';
import { fieldName } from '../config/field-name.js';
import { fieldNames, readNames } from '../config/field-names.js';
import { readPath, rootOf } from '../state/read-path.js';
import { parseJson } from '../text/parse-json.js';

/**
 * Checks that a field holds JSON, with the fields and the schema asked for. What is missing or
 * wrong is listed in `violations`, as path (a JSON pointer) and message.
 */
export class JSONValidatorBlock extends BaseBlock.define({
  name: 'JSON Validator',
  description: 'Check that a field holds JSON, with required fields and a schema',
  category: 'validators',
  inputs: ['*'],
  outputs: ['valid', 'parsed_json', 'violations'],
  config: Type.Object({
    field_name: fieldName('assistant', 'Field to check'),
    required_fields: fieldNames('Keys that the object must have, or a prompt that renders to them'),
    strict: Type.Boolean({
      default: false,
      description: 'Fail the execution when the field holds no JSON at all',
    }),
    json_schema: jsonOrPrompt(Type.Unsafe<JsonObject>(jsonSchema({ type: 'object' })), {
      default: {},
      description: 'JSON Schema to check against, or a prompt that renders to one; {} allows all',
    }),
  }),
}) {
  readonly #schemas = createSchemaCompiler();

  override async execute(context: BlockContext) {
    const { field_name, strict } = this.config;
    const parsed = readValue(readPath(context.state, field_name), field_name);
    if (!parsed.ok) {
      if (strict) {
        throw new ValidationError(
          `Field '${field_name}' holds invalid JSON: ${parsed.reason}. ` +
            'Change what writes it, or set strict to false.',
          { code: 'json_invalid', detail: { field: field_name, reason: parsed.reason } },
        );
      }
      return failed([{ path: '', message: `invalid JSON: ${parsed.reason}` }]);
    }
    const violations = this.#check(parsed.value, context);
    if (violations.length > 0) return failed(violations);
    return { valid: true, parsed_json: parsed.value, violations: [] };
  }

  override requiredFields(config: this['config']): string[] {
    return [...new Set([rootOf(config.field_name), ...super.requiredFields(config)])];
  }

  #check(value: Json, context: BlockContext): Violation[] {
    const { required_fields, json_schema } = this.config;
    const missing = readNames(required_fields, context)
      .filter((name) => !hasField(value, name))
      .map((name) => ({ path: `/${escape(name)}`, message: 'is required' }));
    const schema =
      typeof json_schema === 'string'
        ? context.renderJson(json_schema, Type.Unsafe<JsonObject>({ type: 'object' }))
        : json_schema;
    const checked = this.#schemas.compile(schema, { allIssues: true }).check(value);
    const issues = checked.ok ? [] : checked.issues.map((issue) => ({ ...issue }));
    const known = new Set(missing.map(({ path }) => path));
    return [...missing, ...issues.filter(({ path }) => !known.has(path))];
  }
}

type Violation = { path: string; message: string };

function failed(violations: Violation[]) {
  return { valid: false, parsed_json: null, violations };
}

function readValue(value: Json | undefined, field: string) {
  if (typeof value === 'string') return parseJson(value);
  if (value === undefined || value === null) {
    return { ok: false as const, reason: `field '${field}' is missing` };
  }
  return { ok: true as const, value };
}

/** A key of an object or, as in the original, an element of a list. */
function hasField(value: Json, name: string): boolean {
  if (Array.isArray(value)) return value.includes(name);
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name);
}

function escape(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}
