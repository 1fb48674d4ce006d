/** A place in a file of the user. Lines and columns count from 1. */
export interface SourcePlace {
  /** Relative to the directory of blocks. */
  file: string;
  line: number;
  column: number;
}

/** What keeps a file from being loaded. */
export interface LoadProblem {
  /** With the places it is about: `file:line:column: …`. */
  message: string;
  /** The first of them. */
  place: SourcePlace | undefined;
}

/** A message with its place in front. */
export function atPlace(place: SourcePlace | undefined, message: string): string {
  if (place === undefined) return message;
  return `${place.file}:${place.line}:${place.column}: ${message}`;
}
