import type { Expression, ObjectExpression, Program } from 'oxc-parser';

/** Constants and classes at the top of a module, by name. */
export type Constants = ReadonlyMap<string, Expression>;

/** Collects them. */
export function constants({ body }: Program): Constants {
  const known = new Map<string, Expression>();
  for (const statement of body) {
    const isExport = statement.type === 'ExportNamedDeclaration';
    const declaration = isExport ? statement.declaration : statement;
    if (declaration?.type === 'ClassDeclaration' && declaration.id !== null) {
      known.set(declaration.id.name, declaration);
    }
    if (declaration?.type !== 'VariableDeclaration' || declaration.kind !== 'const') continue;
    for (const { id, init } of declaration.declarations) {
      if (id.type === 'Identifier' && init !== null) known.set(id.name, init);
    }
  }
  return known;
}

/** The expression itself, without types and parentheses, and the value of a constant. */
export function unwrap(
  expression: Expression | undefined,
  known: Constants,
  depth = 0,
): Expression | undefined {
  switch (expression?.type) {
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
    case 'ParenthesizedExpression':
      return unwrap(expression.expression, known, depth);
    case 'Identifier': {
      const value = depth > 10 ? undefined : known.get(expression.name);
      return value === undefined ? expression : unwrap(value, known, depth + 1);
    }
    default:
      return expression;
  }
}

/** A value that stands in the source; undefined when it has to be computed. */
export function readLiteral(expression: Expression | undefined, known: Constants): unknown {
  const value = unwrap(expression, known);
  if (value?.type === 'Literal') return value.value;
  if (value?.type === 'TemplateLiteral' && value.expressions.length === 0) {
    return value.quasis[0]?.value.cooked ?? undefined;
  }
  if (value?.type !== 'ArrayExpression') return undefined;
  const items = value.elements.map((element) =>
    element === null || element.type === 'SpreadElement' ? undefined : readLiteral(element, known),
  );
  return items.includes(undefined) ? undefined : items;
}

/** The properties of an object whose names stand in the source, in quotes or not. */
export function propertiesOf({ properties }: ObjectExpression) {
  return properties.flatMap((property) => {
    if (property.type !== 'Property' || property.computed) return [];
    const { key, value, start } = property;
    if (key.type === 'Identifier') return [{ key: key.name, value, offset: start }];
    return key.type === 'Literal' ? [{ key: String(key.value), value, offset: start }] : [];
  });
}
