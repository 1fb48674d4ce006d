import { EXIT } from '../command/exit-code.js';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/**
 * Tells of the first Ctrl-C or SIGTERM; the next one, of either kind, ends the process at once.
 * Disposing stops waiting for the first.
 */
export function onInterrupt(tell: () => void): Disposable {
  let isTold = false;
  // One listener for all: a signal that comes while it is exchanged for another would be lost.
  const interrupt = (): void => {
    if (isTold) process.exit(EXIT.interrupted);
    isTold = true;
    tell();
  };
  for (const signal of SIGNALS) process.on(signal, interrupt);
  return {
    [Symbol.dispose]: () => {
      if (isTold) return;
      for (const signal of SIGNALS) process.off(signal, interrupt);
    },
  };
}
