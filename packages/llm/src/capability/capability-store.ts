/** Ways to make an endpoint answer in JSON, the strictest first. */
export const FORMAT_LEVELS = ['json_schema', 'json_object', 'none'] as const;
export type FormatLevel = (typeof FORMAT_LEVELS)[number];

/** Remembers what was found out about endpoints, so that it is found out once. */
export interface CapabilityStore {
  /** The level that worked, or undefined when none was tried. */
  readFormatLevel(key: string): Promise<FormatLevel | undefined>;
  writeFormatLevel(key: string, level: FormatLevel): Promise<void>;
}

/** Under which key the level of a model stands; under keys with `#` behind it, that of a schema. */
export function capabilityKey(baseUrl: string, modelName: string): string {
  return `${baseUrl} ${modelName}`;
}

/** Remembers as long as the process lives. */
export class MemoryCapabilityStore implements CapabilityStore {
  readonly #levels = new Map<string, FormatLevel>();

  readFormatLevel(key: string): Promise<FormatLevel | undefined> {
    return Promise.resolve(this.#levels.get(key));
  }

  writeFormatLevel(key: string, level: FormatLevel): Promise<void> {
    this.#levels.set(key, level);
    return Promise.resolve();
  }
}
