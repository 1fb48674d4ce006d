import type { Class, Expression, ObjectExpression, Program } from 'oxc-parser';
import { constants, unwrap, type Constants } from './read-literal.js';

/** An exported class that extends `BaseBlock`. */
export interface FoundClass {
  /** Name it is exported under. */
  type: string;
  class: Class;
  /** Whether it has a definition, wherever that stands. */
  isDefined: boolean;
  /** Its definition, when that stands in the file. */
  definition: ObjectExpression | undefined;
  constants: Constants;
}

/** Block classes of a module, the modules it passes others on from, and a default export. */
export interface FoundClasses {
  found: FoundClass[];
  passedOn: string[];
  /** Offset of a block that is exported as default. */
  defaultAt: number | undefined;
}

/** Finds what a module exports that is a block: a class, as it is or in `block(…)`. */
export function findBlockClasses(program: Program): FoundClasses {
  const known = constants(program);
  const found: FoundClass[] = [];
  const passedOn: string[] = [];
  let defaultAt: number | undefined;
  const add = (type: string, value: Expression | undefined): void => {
    const each = asBlockClass(value, known);
    if (each === undefined) return;
    if (type === 'default') defaultAt = value?.start;
    else found.push({ type, constants: known, ...each });
  };
  for (const statement of program.body) {
    if (statement.type === 'ExportAllDeclaration') passedOn.push(statement.source.value);
    if (statement.type === 'ExportDefaultDeclaration') {
      add('default', statement.declaration as Expression);
    }
    if (statement.type !== 'ExportNamedDeclaration') continue;
    const { declaration, specifiers, source } = statement;
    if (source !== null && statement.exportKind !== 'type') passedOn.push(source.value);
    else
      for (const { exported, local } of specifiers) add(nameOf(exported), known.get(nameOf(local)));
    if (declaration?.type === 'ClassDeclaration') add(declaration.id?.name ?? '', declaration);
    if (declaration?.type !== 'VariableDeclaration') continue;
    for (const { id, init } of declaration.declarations) {
      if (id.type === 'Identifier' && init !== null) add(id.name, init);
    }
  }
  return { found, passedOn, defaultAt };
}

/** The class behind an expression, if it looks like a block. */
function asBlockClass(
  expression: Expression | undefined,
  known: Constants,
): Pick<FoundClass, 'class' | 'isDefined' | 'definition'> | undefined {
  const value = unwrap(expression, known);
  if (value?.type === 'CallExpression' && calleeName(value.callee) === 'block') {
    const [argument] = value.arguments;
    return argument === undefined ? undefined : asBlockClass(argument as Expression, known);
  }
  if (value?.type !== 'ClassDeclaration' && value?.type !== 'ClassExpression') return undefined;
  const own = staticDefinition(value);
  const base = unwrap(value.superClass ?? undefined, known);
  const defined = base?.type === 'CallExpression' && calleeName(base.callee) === 'define';
  const inherited = defined ? (base.arguments[0] as Expression | undefined) : undefined;
  const extendsBlock =
    inherited !== undefined || (base?.type === 'Identifier' && base.name.endsWith('Block'));
  if (own === undefined && !extendsBlock) return undefined;
  const definition = own ?? inherited;
  const isDefined = definition !== undefined || !isBaseBlock(base);
  return { class: value, isDefined, definition: asObject(definition, known) };
}

/** The class of the SDK; another one may bring its definition along. */
function isBaseBlock(base: Expression | undefined): boolean {
  return base?.type === 'Identifier' && base.name === 'BaseBlock';
}

function staticDefinition({ body }: Class): Expression | undefined {
  for (const element of body.body) {
    if (element.type !== 'PropertyDefinition' || !element.static) continue;
    if (element.key.type === 'Identifier' && element.key.name === 'definition') {
      return element.value ?? undefined;
    }
  }
  return undefined;
}

/** The object behind an expression, also within `defineBlock(…)`. */
function asObject(
  expression: Expression | undefined,
  known: Constants,
): ObjectExpression | undefined {
  const value = unwrap(expression, known);
  if (value?.type === 'ObjectExpression') return value;
  if (value?.type !== 'CallExpression') return undefined;
  return asObject(value.arguments[0] as Expression | undefined, known);
}

function calleeName(callee: Expression): string {
  if (callee.type === 'Identifier') return callee.name;
  if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return '';
  return callee.property.name;
}

function nameOf(name: { type: string; name?: string; value?: string }): string {
  return name.name ?? name.value ?? '';
}
