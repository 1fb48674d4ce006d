import type { JsonObject } from '@datagenflow/contracts';

const LISTED = 10;
const SHOWN = 100;

/** Counts seeds that have keys beside metadata, and keeps the first ten keys. */
export class ExtraKeys {
  readonly #keys = new Set<string>();
  #count = 0;

  add(extra: JsonObject | undefined): void {
    if (extra === undefined) return;
    this.#count += 1;
    for (const key of Object.keys(extra)) {
      if (this.#keys.size < LISTED) this.#keys.add(key.slice(0, SHOWN));
    }
  }

  warnings(): string[] {
    if (this.#count === 0) return [];
    const keys = [...this.#keys].join(', ');
    return [`${this.#count} seed(s) have keys beside metadata that no block sees: ${keys}`];
  }
}
