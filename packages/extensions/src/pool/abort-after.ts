/**
 * A signal that aborts with `reason` when time is up, unless it is disposed of before. It gives
 * what has arrived meanwhile a chance: after a pause of this process timers come before messages.
 */
export function abortAfter(ms: number, reason: Error): Disposable & { signal: AbortSignal } {
  const controller = new AbortController();
  let soon: NodeJS.Immediate | undefined;
  const timer = setTimeout(() => {
    soon = setImmediate(() => controller.abort(reason));
  }, ms);
  return {
    signal: controller.signal,
    [Symbol.dispose]: () => {
      clearTimeout(timer);
      clearImmediate(soon);
    },
  };
}
