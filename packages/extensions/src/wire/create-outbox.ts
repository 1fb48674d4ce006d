/** As `process.send` and `ChildProcess.send`: false when too much lies unsent. */
export type Send<M> = (message: M, sent: () => void) => boolean;

/**
 * Sends messages in order, and no more at once than the channel takes: beyond 128 KB unsent, where
 * Node answers false, the next ones wait, unserialised, until those before are gone. Once the
 * other side has ended they are dropped; its end is noticed elsewhere.
 */
export function createOutbox<M>(send: Send<M>): (message: M) => void {
  const waiting: M[] = [];
  let isFull = false;
  const flush = (): void => {
    while (!isFull && waiting.length > 0) {
      const message = waiting.shift() as M;
      let wasLast = false;
      const hasRoom = send(message, () => {
        if (!wasLast) return;
        isFull = false;
        flush();
      });
      wasLast = isFull = !hasRoom;
    }
  };
  return (message) => {
    waiting.push(message);
    flush();
  };
}
