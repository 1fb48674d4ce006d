/** A problem of a file, as editors and terminals make it a link: `file:line:column: message`. */
export function describeProblem(
  file: string,
  { message, line, column }: { message: string; line: number | null; column: number | null },
): string {
  return `${[file, line, column].filter((part) => part !== null).join(':')}: ${message}`;
}
