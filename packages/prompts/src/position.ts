import type { Located } from './prompt-ast.js';

/** A place in a prompt's source. Both numbers count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Where a node starts. */
export function positionOf(node: Located): Position {
  return { line: node.loc.start.line, column: node.loc.start.column + 1 };
}

/** The position `index` characters into `text`, where `text` itself starts at `start`. */
export function positionAt(
  text: string,
  index: number,
  start: Position = { line: 1, column: 1 },
): Position {
  const lines = text.slice(0, index).split('\n');
  const last = lines.at(-1) ?? '';
  return {
    line: start.line + lines.length - 1,
    column: lines.length === 1 ? start.column + last.length : last.length + 1,
  };
}
