import { basename } from 'node:path';
import { parseSync, type Program } from 'oxc-parser';

/** A block that a source exports, and the requirements that stand in it. */
export interface DeclaredBlock {
  type: string;
  dependencies: string[];
}

/**
 * Reads from a source, without running it, what its exports declare to need: for a block whose
 * module can’t be loaded before that is installed. Exports that declare nothing are left out.
 */
export function readDeclaredDependencies(path: string, source: string): DeclaredBlock[] {
  const { program } = parseSync(basename(path), source);
  const exported = exportsOf(program);
  return exported
    .map(({ type, node }) => ({
      type,
      dependencies: [...dependenciesIn(exported.length === 1 ? program : node)],
    }))
    .filter(({ type, dependencies }) => type !== '' && dependencies.length > 0);
}

interface Exported {
  type: string;
  node: object;
}

function exportsOf({ body }: Program): Exported[] {
  return body.flatMap((statement): Exported[] => {
    if (statement.type !== 'ExportNamedDeclaration') return [];
    const { declaration } = statement;
    if (declaration?.type === 'ClassDeclaration') {
      return [{ type: declaration.id?.name ?? '', node: declaration }];
    }
    if (declaration?.type !== 'VariableDeclaration') return [];
    return declaration.declarations.flatMap(({ id, init }) =>
      id.type === 'Identifier' && init !== null ? [{ type: id.name, node: init }] : [],
    );
  });
}

/** Texts of every `dependencies: [...]` within a node. */
function* dependenciesIn(node: object): Generator<string> {
  if (isDependencies(node)) {
    for (const element of node.value.elements) {
      if (typeof element?.value === 'string') yield element.value;
    }
    return;
  }
  for (const child of Object.values(node)) {
    if (typeof child === 'object' && child !== null) yield* dependenciesIn(child as object);
  }
}

interface DependenciesNode {
  value: { elements: ({ value?: unknown } | null)[] };
}

function isDependencies(node: object): node is DependenciesNode {
  const { type, key, value } = node as {
    type?: string;
    key?: { name?: string; value?: unknown };
    value?: { type?: string };
  };
  const isNamed = key?.name === 'dependencies' || key?.value === 'dependencies';
  return type === 'Property' && isNamed && value?.type === 'ArrayExpression';
}
