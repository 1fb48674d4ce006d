const MASK = '[secret]';

/** A value that never shows itself: printed, logged or serialised it is `[secret]`. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself. Only the HTTP client and the scrubber call this. */
  reveal(): string {
    return this.#value;
  }

  /** The last four characters, for display; empty when the value is shorter than 12. */
  get last4(): string {
    return this.#value.length < 12 ? '' : this.#value.slice(-4);
  }

  equals(other: Secret | undefined): boolean {
    return other !== undefined && other.#value === this.#value;
  }

  toString(): string {
    return MASK;
  }

  toJSON(): string {
    return MASK;
  }

  [Symbol.toPrimitive](): string {
    return MASK;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return MASK;
  }
}
