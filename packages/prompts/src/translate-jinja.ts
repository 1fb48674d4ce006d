/**
 * The Handlebars form of a Jinja expression, without braces: `x | upper` becomes `upper x`.
 * `undefined` when there is none.
 */
export function translateExpression(expression: string): string | undefined {
  const text = expression.trim();
  const inside = /^\((.*)\)$/s.exec(text)?.[1];
  if (inside !== undefined && !maskNested(text).slice(1, -1).includes(')')) {
    return translateExpression(inside);
  }
  return (
    translateList(text, /\s+or\s+/g, 'or') ??
    translateList(text, /\s+and\s+/g, 'and') ??
    translateNot(text) ??
    translateTest(text) ??
    translateComparison(text) ??
    translateFilters(text) ??
    translateAtom(text)
  );
}

/** An expression as an argument: calls get parentheses. */
export function wrapCall(expression: string): string {
  return /\s/.test(maskNested(expression)) ? `(${expression})` : expression;
}

/** The text with what stands in quotes or parentheses replaced by underscores. */
export function maskNested(text: string): string {
  let depth = 0;
  return text.replace(/"[^"]*"|'[^']*'|[^"']/gs, (piece) => {
    if (piece.length > 1) return '_'.repeat(piece.length);
    if (piece === '(' && depth++ === 0) return piece;
    if (piece === ')' && depth > 0 && --depth === 0) return piece;
    return depth > 0 ? '_' : piece;
  });
}

function splitOutside(text: string, separator: RegExp): string[] {
  const parts: string[] = [];
  let start = 0;
  for (const match of maskNested(text).matchAll(separator)) {
    parts.push(text.slice(start, match.index));
    start = match.index + match[0].length;
  }
  return [...parts, text.slice(start)];
}

function call(name: string, values: readonly string[]): string | undefined {
  const translated = values.map(translateExpression);
  if (translated.includes(undefined)) return undefined;
  return [name, ...translated.map((value) => wrapCall(value ?? ''))].join(' ');
}

function translateList(text: string, separator: RegExp, name: string): string | undefined {
  const parts = splitOutside(text, separator);
  return parts.length > 1 ? call(name, parts) : undefined;
}

function translateNot(text: string): string | undefined {
  const operand = /^not\s+(.+)$/s.exec(text)?.[1];
  return operand === undefined ? undefined : call('not', [operand]);
}

function translateTest(text: string): string | undefined {
  const match = /^(\S+)\s+is\s+(not\s+)?(defined|none)$/i.exec(text);
  if (match === null) return undefined;
  const [, operand = '', negation, test = ''] = match;
  if (test.toLowerCase() === 'none') return call(negation ? 'ne' : 'eq', [operand, 'none']);
  return negation ? call('not', [operand]) : translateExpression(operand);
}

const comparisons: ReadonlyMap<string, string> = new Map([
  ['==', 'eq'],
  ['!=', 'ne'],
  ['>=', 'gte'],
  ['<=', 'lte'],
  ['>', 'gt'],
  ['<', 'lt'],
]);

function translateComparison(text: string): string | undefined {
  const operator = /[=!<>]=|[<>]/.exec(maskNested(text));
  const name = operator && comparisons.get(operator[0]);
  if (!operator || name === undefined || name === null) return undefined;
  return call(name, [
    text.slice(0, operator.index),
    text.slice(operator.index + operator[0].length),
  ]);
}

const filters: ReadonlyMap<string, string> = new Map([
  ...['upper', 'lower', 'trim', 'length', 'first', 'last', 'join', 'default', 'truncate'].map(
    (name) => [name, name] as const,
  ),
  ['tojson', 'json'],
  ['count', 'length'],
  ['d', 'default'],
]);

const filterDefaults: ReadonlyMap<string, string> = new Map([
  ['truncate', '100'],
  ['join', '""'],
  ['default', '""'],
]);

function translateFilters(text: string): string | undefined {
  const [value = '', ...applied] = splitOutside(text, /\|/g);
  if (applied.length === 0) return undefined;
  return applied.reduce<string | undefined>((inner, filter) => {
    const [, name = '', given] = /^\s*(\w+)\s*(?:\((.*)\))?\s*$/s.exec(filter) ?? [];
    const helper = filters.get(name);
    if (inner === undefined || helper === undefined) return undefined;
    const option = translateAtom(given?.trim() || (filterDefaults.get(helper) ?? '""'));
    const takesOption = filterDefaults.has(helper);
    if (option === undefined) return undefined;
    return takesOption ? `${helper} ${wrapCall(inner)} ${option}` : `${helper} ${wrapCall(inner)}`;
  }, translateExpression(value));
}

const constants: ReadonlyMap<string, string> = new Map([
  ['None', 'null'],
  ['none', 'null'],
  ['True', 'true'],
  ['False', 'false'],
]);

function translateAtom(text: string): string | undefined {
  if (/^(?:"[^"]*"|'[^']*')$/.test(text)) return text;
  const path = text
    .replace(/\[(\d+)\]/g, '.$1')
    .replace(/\[(?:"([^"\]]*)"|'([^'\]]*)')\]/g, (_, double, single) => `.[${double ?? single}]`);
  if (!/^-?[\w@./]+(?:\.\[[^\]]*\][\w.]*)*$/.test(path)) return undefined;
  return constants.get(path) ?? path;
}
