/** Runs `act` once and gives the milliseconds it took. */
export async function timeOnce(act: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await act();
  return performance.now() - startedAt;
}

/** Runs `act` `count` times, up to `inFlight` at once, and gives the milliseconds it all took. */
export function timeMany(
  count: number,
  inFlight: number,
  act: (index: number) => Promise<unknown>,
): Promise<number> {
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < count) {
      const index = next;
      next += 1;
      await act(index);
    }
  };
  return timeOnce(() => Promise.all(Array.from({ length: inFlight }, work)));
}
