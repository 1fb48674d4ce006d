/** JSON text as a column holds it. Lone surrogates and \u0000 are escaped, so any database takes it. */
export function toJson(value: unknown): string {
  return JSON.stringify(value);
}

/** Like {@link toJson}; null and undefined are null. */
export function toJsonOrNull(value: unknown): string | null {
  return value === undefined || value === null ? null : JSON.stringify(value);
}

/** The value of a JSON column, which only {@link toJson} has written. */
export function fromJson<T>(text: string): T {
  return JSON.parse(text) as T;
}

/** Like {@link fromJson}; null stays null. */
export function fromJsonOrNull<T>(text: string | null): T | null {
  return text === null ? null : fromJson<T>(text);
}
