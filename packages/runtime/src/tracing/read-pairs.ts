/**
 * The pairs of a text such as `a=1,b=2`, percent-decoded, as OpenTelemetry writes headers and
 * attributes. Undefined when it is none.
 */
export function readPairs(text: string): Record<string, string> | undefined {
  const parts = text.split(',').map((part) => part.trim());
  const pairs: [string, string][] = [];
  for (const part of parts.filter((each) => each !== '')) {
    const [, name, value] = /^([^=\s]+)\s*=\s*(.*)$/.exec(part) ?? [];
    if (name === undefined || value === undefined) return undefined;
    try {
      pairs.push([decodeURIComponent(name), decodeURIComponent(value)]);
    } catch {
      return undefined;
    }
  }
  return Object.fromEntries(pairs);
}
