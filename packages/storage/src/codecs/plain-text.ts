/** Text for a text column. PostgreSQL refuses the character NUL there: its picture stands for it. */
export function plainText(text: string): string {
  return text.replaceAll('\u0000', '\u2400');
}
