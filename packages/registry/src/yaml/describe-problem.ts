import type { FileProblem } from './file-problem.js';

/**
 * A problem of a file with its place, as editors and terminals make it a link:
 * `file:line:column: message`; of a text that is in no file, `Line 3, column 5: message`.
 */
export function describeProblem(
  { message, line, column }: Pick<FileProblem, 'message' | 'line' | 'column'>,
  file?: string,
): string {
  if (file !== undefined) {
    return `${[file, line, column].filter((part) => part !== null).join(':')}: ${message}`;
  }
  if (line === null) return message;
  return `Line ${line}${column === null ? '' : `, column ${column}`}: ${message}`;
}
