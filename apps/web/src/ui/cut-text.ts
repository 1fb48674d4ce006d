const maxLines = 24;
const maxCharacters = 2_000;

/** The beginning of a long text; null when all of it is short enough to be shown at once. */
export function cutText(text: string): string | null {
  const lines = text.split('\n');
  if (lines.length <= maxLines && text.length <= maxCharacters) return null;
  return lines.slice(0, maxLines).join('\n').slice(0, maxCharacters).toWellFormed();
}
