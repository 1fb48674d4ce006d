/** The text of a `.env` file with a variable set; all other lines stay as they are. */
export function setVariable(text: string, name: string, value: string): string {
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const line = `${name}=${value}`;
  const lines = text === '' ? [] : text.replace(/\r?\n$/, '').split(/\r?\n/);
  const at = lines.findLastIndex((each) =>
    each.replace(/^\s*(export\s+)?/, '').startsWith(`${name}=`),
  );
  const changed = at === -1 ? [...lines, line] : lines.with(at, line);
  return changed.map((each) => `${each}${newline}`).join('');
}
