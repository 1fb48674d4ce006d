/** The text within a Markdown fence that stands around all of it; any other text as it is. */
export function stripFence(text: string): string {
  const trimmed = text.trim();
  const firstBreak = trimmed.indexOf('\n');
  if (!trimmed.startsWith('```') || !trimmed.endsWith('```') || firstBreak < 0) return text;
  return trimmed.slice(firstBreak + 1, -3);
}
