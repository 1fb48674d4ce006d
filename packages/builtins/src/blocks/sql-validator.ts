import { BaseBlock, Type, type BlockContext } from '@datagenflow/block-sdk';
import { fieldName } from '../config/field-name.js';
import { parseSql, type SqlStatement } from '../sql/parse-sql.js';
import { rootOf } from '../state/read-path.js';
import { readText } from '../state/read-text.js';
import { stripFence } from '../text/strip-fence.js';

const MAX_CHARACTERS = 50_000;

/**
 * Checks that a text is SQL of a dialect, and that its statements are of the types allowed, those
 * in WITH clauses included. What is wrong is listed in `violations`. It looks at the syntax only,
 * and rare forms that the parser of a dialect does not know count as wrong.
 */
export class SqlValidator extends BaseBlock.define({
  name: 'SQL Validator',
  description: 'Check that a text is valid SQL of a dialect, with allowed statements only',
  category: 'validators',
  inputs: [],
  outputs: ['valid', 'violations', 'statement_type'],
  config: Type.Object({
    field_name: fieldName('sql', 'Field with the SQL'),
    dialect: Type.Union(
      [
        Type.Literal('postgresql'),
        Type.Literal('mysql'),
        Type.Literal('mariadb'),
        Type.Literal('sqlite'),
        Type.Literal('transactsql'),
        Type.Literal('bigquery'),
        Type.Literal('snowflake'),
        Type.Literal('redshift'),
        Type.Literal('trino'),
        Type.Literal('hive'),
        Type.Literal('db2'),
      ],
      { default: 'postgresql', description: 'Whose SQL it is' },
    ),
    allowed_statements: Type.Array(Type.String({ minLength: 1 }), {
      default: [],
      maxItems: 50,
      description: 'Types of statements that are allowed, such as select; empty: all',
    }),
    max_statements: Type.Integer({
      default: 1,
      minimum: 1,
      maximum: 1_000,
      description: 'Most statements the text may hold',
    }),
  }),
}) {
  override async execute(context: BlockContext) {
    const text = stripFence(readText(context, this.config.field_name));
    if (text.length > MAX_CHARACTERS) {
      return failed(tell('length', `has ${text.length} characters of ${MAX_CHARACTERS}`));
    }
    const parsed = await parseSql(text, this.config.dialect);
    context.signal.throwIfAborted();
    if (!parsed.ok) {
      const { message, line, column } = parsed;
      return failed({ ...tell('syntax', message), line, column });
    }
    const violations = this.#check(parsed.statements);
    const statement_type = parsed.statements[0]?.type ?? null;
    return { valid: violations.length === 0, violations, statement_type };
  }

  override requiredFields(config: this['config']): string[] {
    return [rootOf(config.field_name)];
  }

  #check(statements: readonly SqlStatement[]): Violation[] {
    const { allowed_statements, max_statements } = this.config;
    const allowed = new Set(allowed_statements.map((type) => type.toLowerCase()));
    const types = new Set(statements.flatMap(({ type, nested }) => [type, ...nested]));
    const refused = [...types].filter((type) => allowed.size > 0 && !allowed.has(type));
    return [
      ...(statements.length === 0 ? [tell('empty', 'holds no statement')] : []),
      ...(statements.length > max_statements
        ? [tell('max_statements', `holds ${statements.length} statements of ${max_statements}`)]
        : []),
      ...refused.map((type) => tell('allowed_statements', `${type} is not allowed`)),
    ];
  }
}

type Violation = { rule: string; message: string; line: number | null; column: number | null };

function tell(rule: string, message: string): Violation {
  return { rule, message, line: null, column: null };
}

function failed(violation: Violation) {
  return { valid: false, violations: [violation], statement_type: null };
}
