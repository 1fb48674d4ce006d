/** What looking at one thing showed. */
export interface Finding {
  /** What was looked at, such as `Database`. */
  name: string;
  /** An error keeps things from working; a warning is good to know. */
  status: 'ok' | 'warning' | 'error';
  message: string;
  /** What to do about it. */
  fix?: string;
}

/** A finding of a check that throws what it finds wrong. */
export async function examine(
  name: string,
  check: () => Promise<Omit<Finding, 'name'>>,
): Promise<Finding> {
  try {
    return { name, ...(await check()) };
  } catch (error) {
    return {
      name,
      status: 'error',
      message: error instanceof Error ? error.message : String(error),
    };
  }
}
