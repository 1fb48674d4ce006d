import type { AST } from 'node-sql-parser';

/** SQL dialects that can be parsed. */
export type SqlDialect = keyof typeof PARSERS;

/** The statements of a text, or where and why it can't be parsed. */
export type ParsedSql =
  | { ok: true; statements: SqlStatement[] }
  | { ok: false; message: string; line: number | null; column: number | null };

/** One statement. */
export interface SqlStatement {
  /** `select`, `insert` and so on. */
  type: string;
  /** Types of the statements in its WITH clause. */
  nested: string[];
}

const PARSERS = {
  bigquery: () => import('node-sql-parser/build/bigquery.js'),
  db2: () => import('node-sql-parser/build/db2.js'),
  hive: () => import('node-sql-parser/build/hive.js'),
  mariadb: () => import('node-sql-parser/build/mariadb.js'),
  mysql: () => import('node-sql-parser/build/mysql.js'),
  postgresql: () => import('node-sql-parser/build/postgresql.js'),
  redshift: () => import('node-sql-parser/build/redshift.js'),
  snowflake: () => import('node-sql-parser/build/snowflake.js'),
  sqlite: () => import('node-sql-parser/build/sqlite.js'),
  transactsql: () => import('node-sql-parser/build/transactsql.js'),
  trino: () => import('node-sql-parser/build/trino.js'),
};

/** Parses SQL; the parser of a dialect is loaded when it is first used. Throws for no text. */
export async function parseSql(text: string, dialect: SqlDialect): Promise<ParsedSql> {
  const { default: module } = await PARSERS[dialect]();
  try {
    const { ast } = new module.Parser().parse(text, { database: dialect });
    const list = Array.isArray(ast) ? ast : [ast];
    return { ok: true, statements: list.filter(isStatement).map(describe) };
  } catch (error) {
    return explain(error);
  }
}

/** Empty ones, as before a lone semicolon, are empty lists. */
function isStatement(item: unknown): item is AST {
  return typeof (item as { type?: unknown } | undefined)?.type === 'string';
}

function describe(statement: AST): SqlStatement {
  const clauses: unknown = (statement as { with?: unknown }).with;
  const nested = Array.isArray(clauses) ? clauses.map(typeOfClause) : [];
  return { type: statement.type, nested: nested.filter((type) => type !== undefined) };
}

function typeOfClause(clause: unknown): string | undefined {
  const { stmt } = clause as { stmt?: { type?: string; ast?: { type?: string } } };
  return stmt?.ast?.type ?? stmt?.type;
}

function explain(error: unknown): ParsedSql {
  if (error instanceof RangeError) {
    return { ok: false, message: 'is nested too deeply', line: null, column: null };
  }
  const { name, found, location } = error as ParserError;
  if (name !== 'SyntaxError') throw error;
  const what = found === null || found === undefined ? 'unexpected end' : `unexpected "${found}"`;
  const { line = null, column = null } = location?.start ?? {};
  return { ok: false, message: `${what} at line ${line}, column ${column}`, line, column };
}

interface ParserError {
  name?: string;
  found?: string | null;
  location?: { start: { line: number; column: number } };
}
