export { formatIssues } from './format-issues.js';
export type { Issue } from './issue.js';
export { nearestNames } from './nearest-names.js';
export { RegexError } from './regex-error.js';
export { safeRegex, type RegexMatch, type SafeRegex } from './safe-regex.js';
export {
  compileSchema,
  createSchemaCompiler,
  type Checked,
  type CompiledSchema,
  type CompileOptions,
  type SchemaCompiler,
} from './schema-compiler.js';
export { SchemaError } from './schema-error.js';
export { schemaViolation } from './schema-violation.js';
