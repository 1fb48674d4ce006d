const MAX_STATE = 4 * 1024;

/** A state as JSON without secrets, cut at 4 KB. */
export function stateText(state: object, scrub: (text: string) => string): string {
  const text = scrub(JSON.stringify(state));
  return text.length > MAX_STATE ? `${text.slice(0, MAX_STATE)} …` : text;
}

/** The lines of an error’s stack without secrets, then those of its causes. */
export function stackOf(error: unknown, scrub: (text: string) => string): string[] {
  const parts: string[] = [];
  for (let cause = error; cause instanceof Error && parts.length < 5; cause = cause.cause) {
    parts.push(cause.stack ?? cause.message);
  }
  const text = scrub((parts.length === 0 ? [String(error)] : parts).join('\n'));
  return text.split('\n').map((line) => line.trim());
}
