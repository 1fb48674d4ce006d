import { Ajv, type Options, type ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { Json, JsonObject } from '@datagenflow/contracts';
import { boundSchema } from './bound-schema.js';
import { describeErrors } from './describe-errors.js';
import { HINT_KEYWORDS } from './hint-keywords.js';
import type { Issue } from './issue.js';
import { RegexError } from './regex-error.js';
import { safeRegex } from './safe-regex.js';
import { SchemaError } from './schema-error.js';

/** What a check found. `value` has defaults filled in when that was asked for. */
export type Checked<T> = { ok: true; value: T } | { ok: false; issues: Issue[] };

/** A schema made ready. */
export interface CompiledSchema<T> {
  /** Never changes `value`; at most 20 issues. */
  check(value: unknown): Checked<T>;
}

/** How to compile. All are off unless named. */
export interface CompileOptions {
  /** Fill in `default`s, in a copy of the value. */
  useDefaults?: boolean;
  /** Report all issues and not the first only. For schemas of ours and of block authors. */
  allIssues?: boolean;
  /** Refuse keywords and formats that have no meaning, such as `minimun`. */
  strict?: boolean;
}

/** Compiles schemas and keeps the last 256. */
export interface SchemaCompiler {
  /**
   * @throws SchemaError when the schema is malformed, too large or refers to other documents;
   * RegexError when one of its patterns is not linear.
   */
  compile<T = Json>(schema: object, options?: CompileOptions): CompiledSchema<T>;
}

const MAX_KEPT = 256;

/**
 * A compiler with a cache of its own. Schemas are JSON Schema draft-07 unless `$schema` says
 * 2019-09 or 2020-12. Values are never coerced.
 */
export function createSchemaCompiler(): SchemaCompiler {
  const kept = new Map<string, CompiledSchema<unknown>>();
  const ajvs = new Map<string, Ajv>();

  const ajvFor = (dialect: Dialect, options: CompileOptions): Ajv => {
    const key = JSON.stringify([dialect, options.useDefaults, options.allIssues, options.strict]);
    const ajv = ajvs.get(key) ?? createAjv(dialect, options);
    ajvs.set(key, ajv);
    return ajv;
  };

  return {
    compile<T>(schema: object, options: CompileOptions = {}): CompiledSchema<T> {
      const text = toText(schema);
      const key = JSON.stringify([options.useDefaults, options.allIssues, options.strict]) + text;
      const known = kept.get(key);
      const compiled = known ?? compileText(text, options, ajvFor);
      kept.delete(key);
      kept.set(key, compiled);
      const [oldest] = kept.keys();
      if (kept.size > MAX_KEPT && oldest !== undefined) kept.delete(oldest);
      return compiled as CompiledSchema<T>;
    },
  };
}

/** Compiles one schema alone. Where many are compiled, share a {@link createSchemaCompiler}. */
export function compileSchema<T = Json>(
  schema: object,
  options?: CompileOptions,
): CompiledSchema<T> {
  return createSchemaCompiler().compile<T>(schema, options);
}

type Dialect = 'draft-07' | '2020-12';

function compileText(
  text: string,
  options: CompileOptions,
  ajvFor: (dialect: Dialect, options: CompileOptions) => Ajv,
): CompiledSchema<unknown> {
  const parsed = JSON.parse(text) as Json;
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw new SchemaError('schema_invalid', 'A JSON Schema must be an object.');
  }
  boundSchema(parsed, text);
  const { $schema, $id: _, ...schema } = parsed;
  const ajv = ajvFor(readDialect($schema), options);
  const validate = compileWith(ajv, schema);
  return { check: (value) => check(validate, value, options.useDefaults === true) };
}

function compileWith(ajv: Ajv, schema: JsonObject): ValidateFunction {
  try {
    return ajv.compile(schema);
  } catch (error) {
    if (error instanceof RegexError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new SchemaError('schema_invalid', `The JSON Schema is not valid: ${reason}.`);
  } finally {
    ajv.removeSchema(schema);
  }
}

function check(validate: ValidateFunction, value: unknown, useDefaults: boolean): Checked<unknown> {
  const subject = useDefaults ? structuredClone(value) : value;
  try {
    if (validate(subject)) return { ok: true, value: subject };
  } catch (error) {
    if (error instanceof RangeError) {
      return { ok: false, issues: [{ path: '', message: 'is nested too deeply to be checked' }] };
    }
    throw error;
  }
  return { ok: false, issues: describeErrors(validate.errors ?? []) };
}

function createAjv(dialect: Dialect, options: CompileOptions): Ajv {
  const settings: Options = {
    strict: false,
    strictSchema: options.strict === true,
    allErrors: options.allIssues === true,
    useDefaults: options.useDefaults === true,
    inlineRefs: false,
    verbose: true,
    logger: false,
    code: { regExp },
  };
  const ajv = dialect === '2020-12' ? new Ajv2020(settings) : new Ajv(settings);
  addFormats.default(ajv);
  ajv.addVocabulary([...HINT_KEYWORDS]);
  acceptRegexes(ajv);
  return ajv;
}

const regExp = Object.assign((pattern: string) => safeRegex(pattern, 'u') as unknown as RegExp, {
  code: 'safeRegex',
});

/**
 * The meta-schema, compiled first, leaves patterns alone, so that `regExp` refuses them with the
 * reason. Schemas compiled later check `format: regex`.
 */
function acceptRegexes(ajv: Ajv): void {
  ajv.addFormat('regex', true);
  ajv.compile({});
  ajv.addFormat('regex', isSafeRegex);
}

function isSafeRegex(pattern: string): boolean {
  try {
    safeRegex(pattern);
    return true;
  } catch (error) {
    if (error instanceof RegexError) return false;
    throw error;
  }
}

function readDialect($schema: Json | undefined): Dialect {
  if ($schema === undefined) return 'draft-07';
  const name = JSON.stringify($schema);
  if (/json-schema\.org\/draft-0[67]\b/.test(name)) return 'draft-07';
  if (/json-schema\.org\/draft\/(?:2019-09|2020-12)\b/.test(name)) return '2020-12';
  throw new SchemaError(
    'schema_dialect_unknown',
    `$schema ${name.slice(0, 200)} is not known. Leave it out or use draft-07 or 2020-12.`,
  );
}

function toText(schema: object): string {
  try {
    return JSON.stringify(schema) ?? 'null';
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SchemaError('schema_invalid', `The schema is not plain JSON: ${reason}.`);
  }
}
