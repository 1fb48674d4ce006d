/** A text that holds the number of a request and what it asked: no two requests get the same. */
export function numberedAnswer(request: number, prompt: string): string {
  return `Answer ${request}: ${prompt}`;
}

/** Whether a value is a {@link numberedAnswer} to this prompt. */
export function isAnswerTo(value: unknown, prompt: string): value is string {
  if (typeof value !== 'string' || !value.endsWith(`: ${prompt}`)) return false;
  return /^Answer \d+$/.test(value.slice(0, -prompt.length - 2));
}
