/** Something that is done to the built product to see whether it keeps a promise. */
export interface Drill {
  name: string;
  run(options: DrillOptions): Promise<DrillResult>;
}

export interface DrillOptions {
  isLong: boolean;
  /** Decides what happens when; another one is another run. */
  seed: number;
}

/** What came out. The drill has passed when every check holds, and there is one. */
export interface DrillResult {
  /** Rows of the table of figures. */
  figures: string[];
  checks: Check[];
  /** Why nothing was done on this system. The drill has neither passed nor failed then. */
  notRun?: string;
  /** What was counted and timed. Times are told, and not checked. */
  numbers: Record<string, unknown>;
}

/** One promise, and what speaks against it. */
export interface Check {
  promise: string;
  isKept: boolean;
  found?: unknown;
}

/** A promise that is kept when what was found equals what it expects. */
export function expectEqual(promise: string, found: unknown, expected: unknown): Check {
  const isKept = JSON.stringify(found) === JSON.stringify(expected);
  return { promise, isKept, ...(!isKept && { found: { found, expected } }) };
}

/** A promise that is kept when nothing speaks against it; the first ten that do are shown. */
export function expectNone(promise: string, against: readonly unknown[]): Check {
  const isKept = against.length === 0;
  return {
    promise,
    isKept,
    ...(!isKept && { found: { count: against.length, first: against.slice(0, 10) } }),
  };
}
