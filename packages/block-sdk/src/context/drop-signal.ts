const DROP: unique symbol = Symbol.for('datagenflow.drop');

/** What `context.drop` throws. Not an error: it ends the execution as filtered. */
export class DropSignal extends Error {
  readonly [DROP] = true;
  readonly reason: string;

  constructor(reason: string) {
    super(`Dropped: ${reason}`);
    this.name = 'DropSignal';
    this.reason = reason;
  }
}

/** Recognises it from any copy of the SDK. */
export function isDropSignal(error: unknown): error is DropSignal {
  return typeof error === 'object' && error !== null && DROP in error;
}
