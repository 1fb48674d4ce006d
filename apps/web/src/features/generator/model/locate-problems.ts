/** What is said about one seed, or, with the number null, about the file. */
export interface SeedProblem {
  seed: number | null;
  message: string;
}

/** Finds the seed that each message speaks of. */
export function locateProblems(messages: readonly string[]): SeedProblem[] {
  return messages.map((message) => {
    const number = /\bseed (\d+)\b/i.exec(message)?.[1];
    return { seed: number === undefined ? null : Number(number), message };
  });
}
