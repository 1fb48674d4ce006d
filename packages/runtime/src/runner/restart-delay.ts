const PATIENCE = 5;
const FIRST_MS = 100;
const LONG_MS = 30_000;

/**
 * Milliseconds to wait before a runner is started again, by how many in a row have died before they
 * were of any use: a second at most, until there are five of them.
 */
export function restartDelay(quickDeaths: number): number {
  if (quickDeaths === 0) return 0;
  return quickDeaths < PATIENCE ? FIRST_MS * 2 ** (quickDeaths - 1) : LONG_MS;
}
