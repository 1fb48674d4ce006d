import type { Json, JsonObject } from '@datagenflow/contracts';

/** The fields of a record and their JSON, each value encoded at most once. */
export class EncodedFields {
  readonly #fields: JsonObject;
  readonly #texts = new Map<string, string>();

  constructor(fields: JsonObject) {
    this.#fields = fields;
  }

  /** Names of the fields of `output` that the record has with the very same JSON. */
  keysEqualIn(output: JsonObject): string[] {
    return Object.keys(output).filter(
      (key) => Object.hasOwn(this.#fields, key) && this.#isEqual(key, output[key] ?? null),
    );
  }

  /** All fields as JSON. */
  toText(): string {
    const members = Object.keys(this.#fields).map(
      (key) => `${JSON.stringify(key)}:${this.#textOf(key)}`,
    );
    return `{${members.join(',')}}`;
  }

  #isEqual(key: string, value: Json): boolean {
    const own = this.#fields[key] ?? null;
    if (own === value) return true;
    if (typeof own !== 'object' || typeof value !== 'object') return false;
    return own !== null && value !== null && this.#textOf(key) === JSON.stringify(value);
  }

  #textOf(key: string): string {
    const known = this.#texts.get(key);
    if (known !== undefined) return known;
    const text = JSON.stringify(this.#fields[key] ?? null);
    this.#texts.set(key, text);
    return text;
  }
}
